// Generated from the API's document by `npm run generate`; do not edit.

export interface paths {
    "/v1/accounts/{address}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An account's balances, locks and votes */
        get: operations["accounts_address"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{address}/commerce": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an account can claim */
        get: operations["accounts_address_commerce"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{address}/offering": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An account's contribution, allotment and vesting */
        get: operations["accounts_address_offering"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{address}/power": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An account's power, and how it changed */
        get: operations["accounts_address_power"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{address}/stakes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an account has staked */
        get: operations["accounts_address_stakes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{address}/stakes/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An account's deposits and withdrawals */
        get: operations["accounts_address_stakes_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{address}/votes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An account's votes, and how they changed */
        get: operations["accounts_address_votes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/advances/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One advance */
        get: operations["advances_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/advances/{id}/repayments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Payments on an advance */
        get: operations["advances_id_repayments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/attestations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Attestations of the reserve */
        get: operations["attestations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/causes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Causes */
        get: operations["causes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/causes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One cause */
        get: operations["causes_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cycles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Cycles up to the present one
         * @description In the order of their numbers.
         */
        get: operations["cycles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cycles/{cycle}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One cycle */
        get: operations["cycles_cycle"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cycles/{cycle}/community": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Accounts that have a part of a cycle's community */
        get: operations["cycles_cycle_community"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cycles/{cycle}/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Products of which a cycle's fees came, or with reports that win, and their winners */
        get: operations["cycles_cycle_products"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/delegates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Accounts by their votes, most first (or fewest, with `order=asc`) */
        get: operations["delegates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/delegations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Delegations of votes */
        get: operations["delegations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/disputes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Disputes before the arbitration */
        get: operations["disputes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/disputes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One dispute */
        get: operations["disputes_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/disputes/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was logged of a dispute, step by step */
        get: operations["disputes_id_timeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/disputes/{id}/votes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Jurors' votes on a dispute */
        get: operations["disputes_id_votes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/enrolments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Products that are enrolled under quality models, with what they claim */
        get: operations["enrolments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/experience-fees": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Fees of settled lines, and who earned of them */
        get: operations["experience_fees"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/experience-reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Buyers' reports on products */
        get: operations["experience_reports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/experience-reports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One report on a product */
        get: operations["experience_reports_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/experience-votes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Votes on buyers' reports */
        get: operations["experience_votes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/experts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Experts */
        get: operations["experts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/experts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One expert */
        get: operations["experts_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/governor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the DAO decides, and how that changed */
        get: operations["governor"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The three groups that share all profit */
        get: operations["groups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/issuances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** PSC issued */
        get: operations["issuances"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/listings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Products that stores list of each other */
        get: operations["listings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/memberships": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Members of platforms, and until when */
        get: operations["memberships"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Quality models */
        get: operations["models"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One quality model */
        get: operations["models_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/network-payments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What experts, platforms, reporters and the community were paid */
        get: operations["network_payments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/nominations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * PSS that are nominated to participants
         * @description Those that were taken back and withdrawn are left out.
         */
        get: operations["nominations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/offering": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The offering of PSS */
        get: operations["offering"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/offering/contributions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Contributions to the offering */
        get: operations["offering_contributions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/offers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Offers of rewards for selling */
        get: operations["offers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/offers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One offer */
        get: operations["offers_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Orders */
        get: operations["orders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One order */
        get: operations["orders_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platforms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Platforms */
        get: operations["platforms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platforms/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One platform */
        get: operations["platforms_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platforms/{id}/membership-cycles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What members of a platform paid, cycle by cycle, and who shares it */
        get: operations["platforms_id_membership_cycles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Stake pools */
        get: operations["pools"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pools/{product}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One stake pool */
        get: operations["pools_product"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pools/{product}/advances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Advances on a product */
        get: operations["pools_product_advances"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pools/{product}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a pool's shares were worth over time */
        get: operations["pools_product_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pools/{product}/queue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Redemptions that wait in a pool's queue
         * @description order=asc is the order in which they are paid.
         */
        get: operations["pools_product_queue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/power": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The power of everybody */
        get: operations["power"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Products
         * @description Nothing is fetched from a product's URI. A shop without a server writes the product's text into it, as
         *     `data:application/json,...` (title or name; description, body or text) or `data:text/plain,...` (the first line is
         *     the title), percent-encoded or base64: these words are then searched, else those of the URI.
         */
        get: operations["products"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One product */
        get: operations["products_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products/{id}/enrolments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How a product's enrolment and claims changed */
        get: operations["products_id_enrolments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products/{id}/listings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Stores that list a product */
        get: operations["products_id_listings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products/{id}/trust": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A product's trust score, cycle by cycle */
        get: operations["products_id_trust"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/proposals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Proposals to the DAO */
        get: operations["proposals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/proposals/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One proposal */
        get: operations["proposals_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/proposals/{id}/votes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Votes on a proposal */
        get: operations["proposals_id_votes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/purchases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Purchases that buyers proved */
        get: operations["purchases"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/receipt-challenges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Receipts that platforms are said to keep back */
        get: operations["receipt_challenges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/redemptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** PSC redeemed or to be redeemed */
        get: operations["redemptions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reserve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What backs PSC */
        get: operations["reserve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reserve/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Reserve reports
         * @description As a table with `Accept: text/csv`, or under `/v1/reserve/reports.csv`.
         */
        get: operations["reserve_reports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reserve/reports.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reserve reports as a table */
        get: operations["reserve_reports_csv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reserve/reports/latest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The latest reserve report */
        get: operations["reserve_reports_latest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reserve/reports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A reserve report with its place in the hash chain */
        get: operations["reserve_reports_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a pasted product link leads to, and the call that lists it */
        get: operations["resolve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rewards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Rewards paid for selling */
        get: operations["rewards"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/settlements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lines paid out, each with its whole waterfall */
        get: operations["settlements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shares": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shares of products */
        get: operations["shares"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shares/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One share */
        get: operations["shares_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/statements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Platforms' statements of sales that they settled themselves */
        get: operations["statements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/statements/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One statement, the disputes on it, and its lines */
        get: operations["statements_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is indexed
         * @description Answers even before the first block is.
         */
        get: operations["status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Stores */
        get: operations["stores"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One store */
        get: operations["stores_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Blocks as they are indexed
         * @description Server-sent events: `block` for each indexed block that carries logs of the contracts, `rewind` when told blocks
         *     were reorganised away (what was read since has to be read again). Event ids are `<block>-<hash>`: a client that
         *     sends the last one as `Last-Event-ID` continues where it was. Without one the stream begins at the newest block.
         */
        get: operations["stream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/timelock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The DAO's timelock: who may do what in it */
        get: operations["timelock"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/timelock/operations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Operations of the DAO's timelock */
        get: operations["timelock_operations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Both tokens and their supplies */
        get: operations["tokens"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transfers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Transfers, mints and burns of both tokens */
        get: operations["transfers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/treasury": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the DAO has */
        get: operations["treasury"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description What a dispute is about: a line of an order, a report, a model, or a platform's statement of sales; nothing of it for other contracts. */
        About: {
            /**
             * Format: int32
             * @description Of the order.
             */
            line?: number | null;
            /** Format: int64 */
            model?: number | null;
            /** Format: int64 */
            order?: number | null;
            /** Format: int64 */
            report?: number | null;
            /** Format: int64 */
            statement?: number | null;
        };
        /**
         * @description An account or contract.
         * @example 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed
         */
        Account: string;
        /** @description An account as both tokens know it. One that never appeared has zeros. */
        AccountState: {
            address: components["schemas"]["Account"];
            psc: components["schemas"]["PscAccount"];
            pss: components["schemas"]["PssAccount"];
        };
        /** @description An advance for the promotion of a product. amount = outstanding + repaid + seized, once drawn. In base units of PSC. */
        Advance: components["schemas"]["Origin"] & {
            /** @description Who announced it: draws it, and gets the deposit back. */
            account: components["schemas"]["Account"];
            amount: components["schemas"]["Amount"];
            /** @description Whether a call has written the default down; it holds without. */
            default_logged: boolean;
            /** @description Held of the deposit. */
            deposit: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description From when, until before when it can be drawn, Unix seconds.
             */
            drawable_from: number;
            /** Format: int64 */
            drawable_until: number;
            /**
             * Format: int64
             * @description Unix seconds; absent before it is drawn.
             */
            drawn_at?: number | null;
            /**
             * Format: int64
             * @example 1
             */
            id: number;
            /** Format: int64 */
            matures_at?: number | null;
            /** @description Still to come; 0 before it is drawn. */
            outstanding: components["schemas"]["Amount"];
            plan_hash: components["schemas"]["Hash"];
            plan_uri: string;
            /** Format: int64 */
            product: number;
            /** @description Of that, after maturity. */
            recovered: components["schemas"]["Amount"];
            /** @description Paid by sales and by hand. */
            repaid: components["schemas"]["Amount"];
            /**
             * Format: int32
             * @description Of the vendor's part of each of the store's lines.
             */
            repay_bps: number;
            /** @description Of the deposit, the pool's since maturity. */
            seized: components["schemas"]["Amount"];
            state: components["schemas"]["AdvanceState"];
            /**
             * Format: int64
             * @description Its store, whose sales repay it.
             */
            store: number;
            /** Format: int64 */
            term_secs: number;
            /** @description Of that, what the three groups got. */
            to_groups: components["schemas"]["Amount"];
        };
        /**
         * @description Where an advance stands at the time of the answer's block.
         * @enum {string}
         */
        AdvanceState: "announced" | "lapsed" | "drawn" | "defaulted" | "written_off" | "repaid" | "closed";
        /**
         * @description An amount in base units.
         * @example 1000000
         */
        Amount: string;
        /** @description An account that got an office which one account holds at a time; the zero address: nobody. */
        Appointment: components["schemas"]["Origin"] & {
            account: components["schemas"]["Account"];
        };
        /**
         * @description Yearly rates at which the price of a share rose over the last days: (price now / price then - 1) x 365 / days, in basis
         *     points, rounded down, without compounding; below zero after a loss. Absent when the pool has not had shares for so long.
         */
        Apr: {
            /** Format: int64 */
            days_30_bps?: number | null;
            /**
             * Format: int64
             * @example 812
             */
            days_7_bps?: number | null;
            /** Format: int64 */
            days_90_bps?: number | null;
        };
        /** @description A dispute before the arbitration. What time alone brings about is told as the contract's own views do. */
        ArbitrationDispute: components["schemas"]["Origin"] & {
            about: components["schemas"]["About"];
            /** @description The contract that asked, and takes the ruling. */
            arbitrable: components["schemas"]["Account"];
            /** @description Of either side, base units of PSC. */
            bond: components["schemas"]["Amount"];
            /** @description First second at which time moves it on; of a final one, since when it is. */
            deadline: components["schemas"]["Time"];
            division?: components["schemas"]["Division"] | null;
            /** @description Whether the arbitrable took the ruling when it was told. */
            executed: boolean;
            /**
             * Format: int64
             * @example 1
             */
            id: number;
            /** @description Of the first round; absent as long as there is none. */
            outcome?: ("refused" | "party" | "respondent") | null;
            /** @description Who disputes. */
            party: components["schemas"]["Account"];
            product?: components["schemas"]["Amount"] | null;
            respondent: components["schemas"]["Account"];
            /** @description The first one, and that of the appeal. */
            rounds: components["schemas"]["Round"][];
            /** @description Absent before it is final. */
            ruling?: ("refused" | "party" | "respondent") | null;
            /**
             * @description At the time of the answer's block.
             * @enum {string}
             */
            state: "funding" | "matching" | "commit" | "reveal" | "appeal" | "umpire" | "final";
            /** @description What is at stake, base units of PSC. */
            sum: components["schemas"]["Amount"];
        };
        /** @description An argument of a call. */
        Argument: {
            /** @example bps */
            name: string;
            /**
             * @description The Solidity type.
             * @example uint16
             */
            type: string;
            /** @description Numbers are decimal strings, addresses EIP-55, bytes hexadecimal, lists and structs arrays. */
            value: unknown;
        };
        /** @description What attestors signed about reserves elsewhere. */
        Attestation: components["schemas"]["Origin"] & {
            /** @description PSC base units. */
            amount: components["schemas"]["Amount"];
            /** @description Unix seconds. */
            as_of: components["schemas"]["Time"];
            composition_hash: components["schemas"]["Hash"];
            hash: components["schemas"]["Hash"];
            /** @description The attestation before; zero for the first. */
            previous_hash: components["schemas"]["Hash"];
            /** @description Cumulative off-chain settlements as of `as_of`. */
            settled: components["schemas"]["Amount"];
            signers: components["schemas"]["Account"][];
            uri: string;
            /** @description Unix seconds. */
            valid_until: components["schemas"]["Time"];
        };
        /** @description The latest attestation as of the answer's block. */
        AttestationInForce: components["schemas"]["Attestation"] & {
            /** @description Neither expired nor, at the block's time, older than the maximum age. */
            fresh: boolean;
            /** @description Its amount less what was settled since. */
            in_force: components["schemas"]["Amount"];
        };
        /** @description Who may attest. */
        Attestors: {
            accounts: components["schemas"]["Account"][];
            /** Format: int32 */
            threshold: number;
        };
        /** @description A vote on a proposal. */
        Ballot: components["schemas"]["Origin"] & {
            /**
             * @description Further data that the voter gave, which mean nothing to the governor; absent when none was given.
             * @example 0x01
             */
            params?: string | null;
            /** @description Empty when none was given. */
            reason: string;
            /**
             * @description How somebody voted.
             * @enum {string}
             */
            support: "against" | "for" | "abstain";
            voter: components["schemas"]["Account"];
            /** @description PSS base units that the voter had at the proposal's snapshot. */
            weight: components["schemas"]["Amount"];
        };
        /** @description A call of a contract. */
        Call: {
            /** @example 0xa9059cbb */
            data: string;
            /** @description The catalog. */
            to: components["schemas"]["Account"];
        };
        /** @description What one cycle leaves to the next. */
        Carried: {
            community: components["schemas"]["Amount"];
            reports: components["schemas"]["Amount"];
        };
        /** @description A cause that profit goes to. In base units of PSC. */
        Cause: components["schemas"]["Origin"] & {
            /** @description Is paid. */
            account: components["schemas"]["Account"];
            /** @description Gets profit: that of lines that chose it, and by its weight. */
            approved: boolean;
            /** @description Got from lines that chose it. */
            chosen: components["schemas"]["Amount"];
            /** @description Claimed of both. */
            claimed: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @example 1
             */
            id: number;
            /** @description Not claimed yet: what the contract's pendingCause says. */
            pending: components["schemas"]["Amount"];
            uri: string;
            /** Format: int32 */
            weight: number;
            /** @description Got by its weight, in whole units. */
            weighted: components["schemas"]["Amount"];
        };
        /** @description A cause whose account this is. In base units of PSC. */
        CausePart: {
            /** Format: int64 */
            cause: number;
            pending: components["schemas"]["Amount"];
        };
        /** @description A dimension with what the product claims in it. */
        Claimed: components["schemas"]["Dimension"] & {
            /** @description For reports filed from now on. */
            claimed: components["schemas"]["Amount"];
        };
        /** @description An account of a co-creator set, beside the vendor. */
        CoCreator: {
            /** @description Draws its part, of what came since. */
            accepted: boolean;
            accepted_at?: components["schemas"]["Amount"] | null;
            account: components["schemas"]["Account"];
            /** Format: int32 */
            bps: number;
        };
        /** @description What went to the owner. */
        Collected: {
            psc: components["schemas"]["Amount"];
            pss: components["schemas"]["Amount"];
        };
        /**
         * @description What an account has to do with commerce, and all that it can claim there: each figure is what the contract's own view
         *     says at the same block.
         */
        Commerce: {
            address: components["schemas"]["Account"];
            /** @description Claimed with splitter.claimCause(cause). */
            causes: components["schemas"]["CausePart"][];
            /** @description PSC that can be claimed by the calls below together: as a customer, of sets, of causes, of the quality network, and deferred. */
            claimable: components["schemas"]["Amount"];
            /**
             * @description Payments that could not be sent, and experience fees that are the account's again; claimed with claimFor(account) of the contract named, or claim(token) of the offer
             *     pool.
             */
            credits: components["schemas"]["Credit"][];
            /** @description Claimed with splitter.claim(). */
            customer: components["schemas"]["Customer"];
            /** @description What was earned in the quality network. */
            network: components["schemas"]["NetworkPart"];
            /** @description Claimed with splitter.claimSet(set): those that earned, and those that the account is in beside the vendor. */
            sets: components["schemas"]["SetPart"][];
            /** @description The stores that the account owns. */
            stores: number[];
        };
        /** @description An account's part of a cycle's community. */
        CommunityPart: components["schemas"]["Origin"] & {
            account: components["schemas"]["Account"];
            amount?: components["schemas"]["Amount"] | null;
            paid: boolean;
            /** @description Of the first vote that counted, power units. */
            weight: components["schemas"]["Amount"];
        };
        /** @description The contracts followed. */
        ContractAddresses: {
            arbitration: components["schemas"]["Account"];
            catalog: components["schemas"]["Account"];
            checkout: components["schemas"]["Account"];
            cycles: components["schemas"]["Account"];
            experience: components["schemas"]["Account"];
            governor: components["schemas"]["Account"];
            memberships: components["schemas"]["Account"];
            offer_pool: components["schemas"]["Account"];
            offering: components["schemas"]["Account"];
            power: components["schemas"]["Account"];
            psc: components["schemas"]["Account"];
            pss: components["schemas"]["Account"];
            quality: components["schemas"]["Account"];
            reserve: components["schemas"]["Account"];
            splitter: components["schemas"]["Account"];
            stake_pools: components["schemas"]["Account"];
            statements: components["schemas"]["Account"];
            timelock: components["schemas"]["Account"];
        };
        /** @description PSC paid in. */
        Contribution: components["schemas"]["Origin"] & {
            account: components["schemas"]["Account"];
            amount: components["schemas"]["Amount"];
            /** @description The account's sum with this. */
            contribution: components["schemas"]["Amount"];
            /** @description Everybody's sum with this. */
            total: components["schemas"]["Amount"];
        };
        /** @description A payment that could not be sent to the account; of memberships: experience fees that are a member's again. */
        Credit: {
            amount: components["schemas"]["Amount"];
            /**
             * @description checkout, offer-pool, stake-pools, quality, experience, cycles, arbitration, statements or memberships.
             * @example checkout
             */
            contract: string;
            token: components["schemas"]["Account"];
        };
        /** @description What an account's purchases earned. In base units of PSC. */
        Customer: {
            claimed: components["schemas"]["Amount"];
            pending: components["schemas"]["Amount"];
            /** @description The measure of its part of further profit. */
            points: components["schemas"]["Amount"];
        };
        /** @description A cycle of the quality network. In base units of PSC, where nothing else is said. */
        Cycle: {
            carried_in?: components["schemas"]["Carried"] | null;
            closing?: components["schemas"]["CycleClosing"] | null;
            /** @description Σ of the community's weights, power units. */
            community_weight: components["schemas"]["Amount"];
            /** Format: int64 */
            cycle: number;
            fees: components["schemas"]["CycleFees"];
            /**
             * Format: int64
             * @description Number of reports filed in it.
             */
            reports: number;
            rules?: components["schemas"]["VotingRules"] | null;
            /**
             * @description At the time of the answer's block.
             * @enum {string}
             */
            state: "open" | "voting" | "closing" | "closed";
            times: components["schemas"]["CycleTimes"];
            /** @description Σ over products of what their reports get x tenths that have winners. */
            weight: components["schemas"]["Amount"];
        };
        /** @description What came of a cycle. */
        CycleAmount: {
            /** Format: int64 */
            cycle: number;
            pending: components["schemas"]["Amount"];
        };
        /** @description What closing a cycle came to. Indices in units x 2^-64. */
        CycleClosing: components["schemas"]["Origin"] & {
            /** @description Of its own fees what goes to winners. */
            assigned: components["schemas"]["Amount"];
            carried: components["schemas"]["Carried"];
            /** @description What the community shares. */
            community: components["schemas"]["Amount"];
            /** @description Per unit of weight. */
            community_index: components["schemas"]["Amount"];
            /** @description Of its community, likewise. */
            community_unclaimed: components["schemas"]["Amount"];
            /** @description Of the pot, per fees x tenths. */
            index: components["schemas"]["Amount"];
            /** @description What winners share besides. */
            pot: components["schemas"]["Amount"];
            /** @description Of its reports, and not claimed, rolled over or carried. */
            unclaimed: components["schemas"]["Amount"];
        };
        /** @description What came into a cycle. Of its lines' experience fees all goes to experts, platforms or reports, or is rolled. */
        CycleFees: {
            /** @description Community fees, and roundings of earlier cycles. */
            community: components["schemas"]["Amount"];
            /** @description Experience fees. */
            experience: components["schemas"]["Amount"];
            /** @description What struck reports had won, and roundings: shared among its reports. */
            extra: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description Number of lines.
             */
            lines: number;
            /** @description What nobody earns: goes to the reports of the next cycle. */
            rolled: components["schemas"]["Amount"];
            to_experts: components["schemas"]["Amount"];
            to_platforms: components["schemas"]["Amount"];
            to_reports: components["schemas"]["Amount"];
        };
        /** @description What a product's reports win in a cycle. In base units of PSC. */
        CycleProduct: components["schemas"]["Origin"] & {
            /** @description The reports' parts of its lines. */
            fees: components["schemas"]["Amount"];
            /** @description Those that have a winner, the best first. */
            places: components["schemas"]["Place"][];
            /** Format: int64 */
            product: number;
            /**
             * Format: int32
             * @description Of them, those that have winners: 0, 5, 8 or 10.
             */
            tenths: number;
        };
        /** @description Beginnings of a cycle and of the quarters of the next one. */
        CycleTimes: {
            /** @description Reports are settled, and it can be closed from then on. */
            close_at: components["schemas"]["Time"];
            /** @description Confirmed, forfeited, and reports disputed from then on. */
            dispute_at: components["schemas"]["Time"];
            /** @description It ends, and votes on its reports are committed from then on. */
            ends_at: components["schemas"]["Time"];
            /** @description They are revealed from then on. */
            reveal_at: components["schemas"]["Time"];
            starts_at: components["schemas"]["Time"];
        };
        /** @description An account that has votes. Where it stands on the chain is the last change of its votes. */
        Delegate: components["schemas"]["Origin"] & {
            account: components["schemas"]["Account"];
            /**
             * Format: int64
             * @description Number of accounts that it votes for, itself included if it delegated to itself.
             */
            delegators: number;
            /** @description The governor does not count its votes: the treasury's, for one. */
            excluded: boolean;
            /** @description PSS base units. */
            votes: components["schemas"]["Amount"];
        };
        /** @description A change of who votes with an account's balance; the zero address stands for nobody. */
        Delegation: components["schemas"]["Origin"] & {
            delegator: components["schemas"]["Account"];
            from_delegate: components["schemas"]["Account"];
            to_delegate: components["schemas"]["Account"];
        };
        /**
         * @description Whether the pool takes deposits.
         * @enum {string}
         */
        Deposits: "open" | "barred";
        /** @description Something that a product of the model is measured in. */
        Dimension: {
            /** @description Least value, a 64-bit number in the unit that the model's text names. */
            lower: components["schemas"]["Amount"];
            /** @description As far as this from the claim, a measured value counts for nothing. */
            tolerance: components["schemas"]["Amount"];
            /** @description Greatest value. */
            upper: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description All together 10,000.
             */
            weight_bps: number;
        };
        /** @description A buyer's dispute. */
        Dispute: components["schemas"]["Origin"] & {
            arbitrator: components["schemas"]["Account"];
            /** @description The arbitrator's number for it. */
            dispute_id: components["schemas"]["Amount"];
            evidence: string;
            /**
             * Format: int64
             * @description From when on anyone may end it without a ruling, Unix seconds.
             */
            expires_at: number;
            ruling?: components["schemas"]["Amount"] | null;
        };
        /** @description A dispute, and what time and its parties made of it. */
        DisputeInFull: components["schemas"]["ArbitrationDispute"] & {
            /** @description Each state that it was in and since when, the first one first. */
            course: components["schemas"]["Stage"][];
            /** @description As they were when it was opened. */
            terms: components["schemas"]["DisputeTerms"];
        };
        /** @description Something that was logged of a dispute. */
        DisputeStep: components["schemas"]["Origin"] & {
            account?: components["schemas"]["Account"] | null;
            amount?: components["schemas"]["Amount"] | null;
            /**
             * Format: int32
             * @description 1: for the party, 2: against it, 0: refused. Of a revealed vote, of the umpire, and at the end.
             */
            choice?: number | null;
            /** @description What a side says, or where it is to be found. */
            evidence?: string | null;
            /**
             * Format: int32
             * @description 0: the first one, 1: the appeal's; absent of what belongs to none.
             */
            round?: number | null;
            /**
             * @description What happened.
             * @enum {string}
             */
            step: "opened" | "funded" | "matched" | "appealed" | "round_started" | "evidence_submitted" | "vote_committed" | "vote_revealed" | "juror_removed" | "vote_settled" | "advanced" | "umpire_ruled" | "resolved" | "executed" | "not_taken";
            weight?: components["schemas"]["Amount"] | null;
        };
        /** @description What a dispute goes by. */
        DisputeTerms: {
            /** Format: int64 */
            appeal_secs: number;
            /**
             * Format: int32
             * @description Most weight of one juror, likewise.
             */
            cap_bps: number;
            /** Format: int64 */
            commit_secs: number;
            /**
             * Format: int32
             * @description Of the weight: power that a juror gains who voted for the ruling.
             */
            gain_bps: number;
            /**
             * Format: int32
             * @description The jurors' part of the loser's bonds.
             */
            juror_bps: number;
            /**
             * Format: int32
             * @description Of the power: what others lose.
             */
            lose_bps: number;
            /**
             * Format: int64
             * @description For either bond.
             */
            match_secs: number;
            /**
             * Format: int32
             * @description Of the earned power when a round begins.
             */
            quorum_bps: number;
            /** Format: int64 */
            reveal_secs: number;
            /** Format: int64 */
            umpire_secs: number;
        };
        /** @description How bonds were divided. In base units of PSC. */
        Division: {
            /** @description To the jurors who voted for the ruling, in proportion to their weight. */
            to_jurors: components["schemas"]["Amount"];
            to_party: components["schemas"]["Amount"];
            to_respondent: components["schemas"]["Amount"];
            /** @description Of those jurors, power units. */
            weight: components["schemas"]["Amount"];
        };
        /** @description What an expert or a platform earned. */
        EarnerPart: components["schemas"]["Earnings"] & {
            /** Format: int64 */
            number: number;
        };
        /** @description What a member of the network earned. In base units of PSC. */
        Earnings: {
            /** @description Can be claimed now: of closed cycles. */
            claimable: components["schemas"]["Amount"];
            claimed: components["schemas"]["Amount"];
            /** @description Over all time. */
            earned: components["schemas"]["Amount"];
            /** @description Earned in cycles that are to be closed yet. */
            waiting: components["schemas"]["Amount"];
        };
        /** @description A product that is enrolled under a quality model, with its public twin: what it is said to measure. */
        Enrolment: components["schemas"]["Origin"] & {
            dimensions: components["schemas"]["Claimed"][];
            /**
             * Format: int64
             * @description Number of the model's expert.
             */
            expert: number;
            /**
             * Format: int32
             * @description Of the price: to expert, platform and reporters.
             */
            fee_bps: number;
            /** Format: int64 */
            model: number;
            /**
             * @description Of a struck model's products nobody reports, and no expert earns.
             * @enum {string}
             */
            model_state: "open" | "withdrawn" | "struck";
            /**
             * Format: int64
             * @example 1
             */
            product: number;
            /** Format: int64 */
            version: number;
        };
        /** @description A change of a product's enrolment. */
        EnrolmentChange: components["schemas"]["Origin"] & {
            /** @description One value for each of the model's dimensions. */
            claims?: components["schemas"]["Amount"][] | null;
            /**
             * Format: int32
             * @description Of an enrolment, and of a change of the fee.
             */
            fee_bps?: number | null;
            /**
             * @description What changed.
             * @enum {string}
             */
            kind: "enrolled" | "claims" | "fee" | "left";
            /**
             * Format: int64
             * @description Of an enrolment, as the version.
             */
            model?: number | null;
            /** Format: int64 */
            version?: number | null;
        };
        /** @description An account whose votes do not count, and which the quorum leaves out. */
        Exclusion: {
            account: components["schemas"]["Account"];
            /**
             * Format: int64
             * @description Unix seconds.
             * @example 1790000000
             */
            since: number;
        };
        /** @description A buyer's report on a product: what was measured, against what it claimed. */
        ExperienceReport: components["schemas"]["Origin"] & {
            account: components["schemas"]["Account"];
            /** @description Base units of PSC. */
            bond: components["schemas"]["Amount"];
            /**
             * Format: int32
             * @description 0 to 100: how far the product is what it claims to be.
             */
            conformity: number;
            /**
             * Format: int64
             * @description In which it was filed; it is voted on in the next one.
             */
            cycle: number;
            dimensions: components["schemas"]["Measured"][];
            dispute?: components["schemas"]["Amount"] | null;
            /** @description A text, or where it is to be found. */
            evidence: string;
            evidence_hash: components["schemas"]["Hash"];
            gain?: components["schemas"]["Amount"] | null;
            /**
             * Format: int64
             * @example 1
             */
            id: number;
            /** Format: int32 */
            line: number;
            /** Format: int64 */
            model: number;
            /**
             * Format: int64
             * @description The line that was bought.
             */
            order: number;
            /**
             * Format: int32
             * @description 1 to 3: it wins; absent if it does not, by now.
             */
            place?: number | null;
            /** Format: int64 */
            product: number;
            /**
             * @description What became of a report.
             * @enum {string}
             */
            state: "open" | "disputed" | "struck" | "settled";
            /** Format: int64 */
            version: number;
            /** @description Of the votes for it, power units. */
            weight: components["schemas"]["Amount"];
        };
        /** @description An account's vote on the reports on a product of one cycle. */
        ExperienceVote: components["schemas"]["Origin"] & {
            account: components["schemas"]["Account"];
            commitment?: components["schemas"]["Hash"] | null;
            /** @description Whether its weight counts for the cycle's community by this vote; absent unless it is confirmed. */
            counted?: boolean | null;
            /**
             * Format: int64
             * @description Of the reports; votes are committed and revealed in the next one.
             */
            cycle: number;
            gain?: components["schemas"]["Amount"] | null;
            /**
             * Format: int32
             * @description What not revealing cost, of all its power; absent unless it is forfeited.
             */
            lost_bps?: number | null;
            /** Format: int64 */
            product: number;
            /**
             * Format: int64
             * @description For which it is, or was before it was barred; absent while it is not revealed.
             */
            report?: number | null;
            /**
             * Format: int64
             * @description Or by which request in the queue of the product's stake pool.
             */
            request?: number | null;
            /**
             * @description What a vote is.
             * @enum {string}
             */
            state: "committed" | "revealed" | "confirmed" | "barred" | "forfeited";
            /**
             * Format: int64
             * @description By which store that lists the product it was barred.
             */
            store?: number | null;
            weight?: components["schemas"]["Amount"] | null;
        };
        /**
         * @description An expert: publishes quality models, and earns a part of the experience fees of products that are enrolled under them. An
         *     account that left may come back under another number.
         */
        Expert: components["schemas"]["Standing"] & components["schemas"]["Earnings"] & components["schemas"]["Origin"] & {
            account: components["schemas"]["Account"];
            /**
             * Format: int64
             * @example 1
             */
            id: number;
            /**
             * Format: int64
             * @description Number of models.
             */
            models: number;
            uri: string;
        };
        /** @description A line's fees, and who earns of them. In base units of PSC. */
        FeeAccrual: components["schemas"]["Origin"] & {
            community_fee: components["schemas"]["Amount"];
            /** Format: int64 */
            cycle: number;
            /** @description All that follows but the community's. */
            experience_fee: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description Who earns; absent when nobody does.
             */
            expert?: number | null;
            /**
             * Format: int64
             * @description Which earns; absent when none does.
             */
            platform?: number | null;
            /** Format: int64 */
            product: number;
            /** @description What nobody earns: goes to the reports of the next cycle. */
            rolled: components["schemas"]["Amount"];
            to_expert: components["schemas"]["Amount"];
            to_platform: components["schemas"]["Amount"];
            to_reports: components["schemas"]["Amount"];
        };
        /** @description An entry of the vendor's record. */
        Fulfilment: components["schemas"]["Origin"] & {
            /**
             * @description What happened to a line's units.
             * @enum {string}
             */
            kind: "shipped" | "delivered" | "other";
            proof_hash: components["schemas"]["Hash"];
            /** Format: int64 */
            units: number;
            uri: string;
        };
        /** @description A stretch of blocks in which the index is not to be relied on. */
        Gap: {
            /**
             * Format: int64
             * @example 1200
             */
            first_block: number;
            /**
             * Format: int64
             * @description Unix seconds.
             * @example 1790000000
             */
            found_at: number;
            /**
             * Format: int64
             * @example 1210
             */
            last_block: number;
            /**
             * Format: int32
             * @description Logs of the chain that are not in the index.
             * @example 2
             */
            missing: number;
            /**
             * Format: int32
             * @description Logs in the index that the chain does not have.
             * @example 0
             */
            surplus: number;
        };
        /** @description How the DAO decides. */
        GovernorState: {
            address: components["schemas"]["Account"];
            /** @description Accounts without votes. */
            excluded: components["schemas"]["Exclusion"][];
            /** @description All changes of settings, newest first. */
            history: components["schemas"]["SettingChange"][];
            /**
             * Format: int64
             * @description Number of proposals ever made.
             */
            proposals: number;
            /** @description Votes that a proposal needs whose snapshot is a second before the answer's block, in PSS base units. */
            quorum: components["schemas"]["Amount"];
            /** @description In force: delays and periods in seconds, the threshold in PSS base units, the quorum in per cent. */
            settings: components["schemas"]["Setting"][];
            timelock?: components["schemas"]["Account"] | null;
            /** @description Timelocks named, newest first. */
            timelocks: components["schemas"]["Appointment"][];
            /** @description PSS, whose votes count. */
            token: components["schemas"]["Account"];
        };
        /** @description One of the groups. credited = claimed + the rest, which its members can claim or which waits. */
        Group: {
            claimed: components["schemas"]["Amount"];
            credited: components["schemas"]["Amount"];
            /** @example customers */
            name: string;
        };
        /**
         * @description What the three groups got of all profit, and where the splitter stands. profit = 3 x per_group + remainder.
         *     Amounts are base units of PSC; indexes and carries are such units x 2^128.
         */
        Groups: {
            /** @description Of it, what was given to the groups beside the lines' profit: by the stake pools, or by anyone. */
            contributed: components["schemas"]["Amount"];
            groups: components["schemas"]["Group"][];
            /**
             * Format: int64
             * @description Number of lines credited.
             */
            lines: number;
            /** @description Customers and co-creators share one index: each line gives both the same points. */
            members: components["schemas"]["Members"];
            /** @description What the stake pools owe the groups and have not sent yet; no part of the profit above. */
            owed_by_stake_pools: components["schemas"]["Amount"];
            /** @description What each of the groups got of it: always the same. */
            per_group: components["schemas"]["Amount"];
            /** @description All profit credited. */
            profit: components["schemas"]["Amount"];
            /** @description 0 to 2 units, part of the next line's profit. */
            remainder: components["schemas"]["Amount"];
            weighted_causes: components["schemas"]["WeightedCauses"];
        };
        /** @description Who may schedule operations besides the proposers. */
        Guardian: {
            account: components["schemas"]["Account"];
            /** @description That time has come. */
            expired: boolean;
            /**
             * Format: int64
             * @description From then on it may not, Unix seconds; nor once the offering has succeeded.
             * @example 1790000000
             */
            until: number;
        };
        /** @description A change of the guardian; the zero address: nobody. */
        GuardianChange: components["schemas"]["Origin"] & {
            account: components["schemas"]["Account"];
            /**
             * Format: int64
             * @description Unix seconds.
             * @example 1790000000
             */
            until: number;
        };
        /**
         * @description A hash of 32 bytes.
         * @example 0x1d2e7e4bd5d1a3a5e5f3b1c5c1f0e8c9a7b6d5e4f3a2b1c0d9e8f7a6b5c4d3e2
         */
        Hash: string;
        /** @description A block of the index. */
        IndexedBlock: {
            hash: components["schemas"]["Hash"];
            /**
             * Format: int64
             * @example 1234
             */
            number: number;
            /**
             * Format: int64
             * @description Unix seconds.
             */
            time: number;
        };
        /** @description PSC that came into being. */
        Issuance: components["schemas"]["Origin"] & {
            amount: components["schemas"]["Amount"];
            assets?: components["schemas"]["Amount"] | null;
            /**
             * @description What backs an amount of PSC.
             * @enum {string}
             */
            kind: "onchain" | "attested";
            /** @description Who paid the assets, or the issuer who minted. */
            payer: components["schemas"]["Account"];
            to: components["schemas"]["Account"];
        };
        /** @description Who may mint against attestations. */
        Issuer: {
            account: components["schemas"]["Account"];
            /** @description What it was last allowed. */
            allowance: components["schemas"]["Amount"];
            /** @description What it minted since. */
            minted_since: components["schemas"]["Amount"];
        };
        /** @description A juror's vote in a round. */
        JurorVote: components["schemas"]["Origin"] & {
            /**
             * Format: int32
             * @description 1: for the party, 2: against it; absent while it is not revealed.
             */
            choice?: number | null;
            commitment?: components["schemas"]["Hash"] | null;
            gained?: components["schemas"]["Amount"] | null;
            juror: components["schemas"]["Account"];
            /**
             * Format: int32
             * @description Of all power.
             */
            lost_bps?: number | null;
            paid?: components["schemas"]["Amount"] | null;
            /**
             * Format: int32
             * @description 0: the first one, 1: the appeal's.
             */
            round: number;
            /**
             * @description What a juror's vote is.
             * @enum {string}
             */
            state: "committed" | "revealed" | "removed" | "settled";
            weight?: components["schemas"]["Amount"] | null;
        };
        /** @description A line of an order. price x quantity = held + settled gross + refunded. In base units of PSC. */
        Line: components["schemas"]["LineTerms"] & {
            credit?: components["schemas"]["ProfitCredit"] | null;
            dispute?: components["schemas"]["Dispute"] | null;
            /** @description The vendor's record. */
            fulfilments: components["schemas"]["Fulfilment"][];
            /** @description Not ended yet. */
            held: components["schemas"]["Amount"];
            /** @description Refunds that the vendor offered after settlement. */
            refund_offers: components["schemas"]["RefundOffer"][];
            /** @description Paid back out of what was held. */
            refunded: components["schemas"]["Amount"];
            refunds: components["schemas"]["Refund"][];
            reward?: components["schemas"]["LineReward"] | null;
            settlement?: components["schemas"]["Settlement"] | null;
            /**
             * Format: int64
             * @description The share that the buyer opened with this line; absent when none.
             */
            share_opened?: number | null;
            /**
             * @description Where a line stands.
             * @enum {string}
             */
            state: "held" | "disputed" | "settled" | "refunded";
            /**
             * Format: int64
             * @description Units paid back, those that the vendor gave back after settlement among them.
             */
            units_refunded: number;
        };
        /** @description The reward for a settled line. */
        LineReward: {
            /** @description In the token's base units. */
            amount: components["schemas"]["Amount"];
            /** @description The selling store's payout address. */
            to: components["schemas"]["Account"];
            token: components["schemas"]["Account"];
            /** Format: int64 */
            units: number;
        };
        /** @description What was ordered, with the terms that hold for it whatever the vendor changes later. */
        LineTerms: {
            /** Format: int32 */
            cashback_bps: number;
            /**
             * Format: int64
             * @description The buyer's choice, else the vendor's; 0: by the DAO's weights.
             */
            cause: number;
            /** Format: int32 */
            experience_fee_bps: number;
            /** Format: int32 */
            line: number;
            /**
             * Format: int64
             * @description The offer that rewards the sale; 0: none.
             */
            offer: number;
            /**
             * Format: int64
             * @description The selling store's platform; 0: none.
             */
            platform: number;
            /** @description Of a unit. */
            price: components["schemas"]["Amount"];
            /** Format: int64 */
            product: number;
            /** Format: int32 */
            profit_bps: number;
            /** Format: int64 */
            quantity: number;
            /**
             * Format: int64
             * @description From when on anyone may release it, Unix seconds.
             */
            release_at: number;
            /**
             * Format: int64
             * @description Units rewarded, as of the order.
             */
            reserved: number;
            /** Format: int64 */
            set: number;
            /**
             * Format: int64
             * @description Through whose share; 0: nobody's.
             */
            share: number;
            /** Format: int32 */
            stake_bps: number;
            /**
             * Format: int64
             * @description The product's store.
             */
            store: number;
            /** Format: int64 */
            version: number;
            /**
             * Format: int64
             * @description The selling store.
             */
            via: number;
        };
        /** @description A product of one store in another. It stands until that store takes it off. */
        Listing: components["schemas"]["Origin"] & {
            /** @description Whether it can be bought there now: active, in stock and open to listings. */
            live: boolean;
            /** Format: int64 */
            product: number;
            /**
             * Format: int64
             * @description The store that lists it.
             */
            store: number;
        };
        /** @description Tokens that one locker holds locked. */
        Lock: {
            amount: components["schemas"]["Amount"];
            locker: components["schemas"]["Account"];
        };
        /** @description What was measured in a dimension of the model. */
        Measured: {
            /** @description When the report was filed. */
            claimed: components["schemas"]["Amount"];
            measured: components["schemas"]["Amount"];
            tolerance: components["schemas"]["Amount"];
            /** Format: int64 */
            weight_bps: number;
        };
        /** @description Where the ledger of customers and the one of co-creator sets stand: equal. */
        Members: {
            /** @description What the last division left for the next. */
            carry: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description 16 epochs of 30 days each.
             */
            generation: number;
            /** @description Earned per point in this generation. */
            index: components["schemas"]["Amount"];
            points: components["schemas"]["Amount"];
            /** @description Units that came while nobody had points. */
            waiting: components["schemas"]["Amount"];
        };
        /** @description A member of a platform, now or in the past. Times are Unix seconds, amounts base units of PSC. */
        Membership: components["schemas"]["Origin"] & {
            /**
             * Format: int64
             * @description First second of the last year that was paid.
             * @example 1780000000
             */
            from: number;
            /**
             * @description Number of the vendor's store or of the expert, or the account.
             * @example 1
             */
            key: string;
            /**
             * @description Who is a member.
             * @enum {string}
             */
            kind: "vendor" | "expert" | "account";
            /** @description Is a member at the time of the answer's block. */
            member: boolean;
            /** @description and what was paid for all of them. */
            paid: components["schemas"]["Amount"];
            /** @description Who paid for the last one. */
            payer: components["schemas"]["Account"];
            /** Format: int64 */
            platform: number;
            /**
             * Format: int64
             * @description First second after it.
             * @example 1811536000
             */
            until: number;
            /**
             * Format: int64
             * @description Number of years that were paid,
             */
            years: number;
        };
        /** @description What is shared of a platform's cycle that was settled. In base units of PSC. */
        MembershipCycle: components["schemas"]["Origin"] & {
            /** @description and what of it went into another cycle's pot. */
            carried: components["schemas"]["Amount"];
            /** Format: int64 */
            cycle: number;
            /** @description What of the pot was distributed, */
            distributed: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description Number of such products in all.
             */
            distribution_count: number;
            /** @description Products that had their part, the first one first; at most 100 of them. */
            distributions: components["schemas"]["MembershipPart"][];
            /** @description What of members' fees fell into it, and what was carried into it. */
            pot: components["schemas"]["Amount"];
            /** @description Experience fees that were given back to members, of all products: by them the pot is shared. */
            weight: components["schemas"]["Amount"];
        };
        /** @description A product's part of a cycle's pot, which went to cycles as an experience fee. */
        MembershipPart: {
            amount: components["schemas"]["Amount"];
            /** @description Its expert is no member, so that nobody earns the expert's part. */
            expert_rolls: boolean;
            /** Format: int64 */
            product: number;
            weight: components["schemas"]["Amount"];
        };
        /** @description What a year of membership of a platform costs, base units of PSC. Without a fee for vendors nobody can join. */
        MembershipTerms: {
            /** @description 0: experts need not be members. */
            expert_fee: components["schemas"]["Amount"];
            /** @description Of an account; 0: there is no such membership. */
            member_fee: components["schemas"]["Amount"];
            /** @description There may be members: fees of theirs are given back. */
            members: boolean;
            vendor_fee: components["schemas"]["Amount"];
        };
        /** @description The block that an answer is true of. */
        Meta: {
            /**
             * Format: int64
             * @example 1234
             */
            block: number;
            block_hash: components["schemas"]["Hash"];
            /**
             * Format: int64
             * @description Unix seconds.
             * @example 1790000000
             */
            block_time: number;
            /**
             * Format: int64
             * @example 412346
             */
            chain_id: number;
            /**
             * @description How final an answer has to be.
             * @enum {string}
             */
            finality: "latest" | "safe" | "finalized";
        };
        /** @description A quality model: says in what dimensions products of a kind are measured. */
        Model: components["schemas"]["Origin"] & {
            dispute?: components["schemas"]["Amount"] | null;
            /**
             * Format: int64
             * @description Number of the expert.
             */
            expert: number;
            /**
             * Format: int64
             * @example 1
             */
            id: number;
            /**
             * Format: int64
             * @description Number of the latest version.
             */
            latest: number;
            /**
             * Format: int64
             * @description Number of products that are enrolled under it.
             */
            products: number;
            /**
             * @description What a model is good for.
             * @enum {string}
             */
            state: "open" | "withdrawn" | "struck";
            /** @description Of the latest version's text. */
            uri: string;
        };
        /** @description A dispute on a model. */
        ModelDispute: components["schemas"]["Origin"] & {
            /** @description Who disputes it. */
            account: components["schemas"]["Account"];
            /** @description As the arbitration numbers it. */
            dispute: components["schemas"]["Amount"];
            evidence: string;
            ruling?: components["schemas"]["Amount"] | null;
        };
        /** @description A model with all its versions and the disputes on it. */
        ModelInFull: components["schemas"]["Model"] & {
            /** @description The first one first. */
            disputes: components["schemas"]["ModelDispute"][];
            /** @description The first one first. They never change, and products stay under theirs. */
            versions: components["schemas"]["ModelVersion"][];
        };
        /** @description A version of a model. */
        ModelVersion: components["schemas"]["Origin"] & {
            dimensions: components["schemas"]["Dimension"][];
            /** @description Of the text. */
            hash: components["schemas"]["Hash"];
            uri: string;
            /** Format: int64 */
            version: number;
        };
        /** @description What an account earned in the quality network and was not paid. In base units of PSC. */
        NetworkPart: {
            /** @description Of the community of closed cycles; claimed with cycles.claimCommunity(account, cycles). */
            community: components["schemas"]["CycleAmount"][];
            /** @description The experts that it is; claimed with cycles.claimExpert(expert). */
            experts: components["schemas"]["EarnerPart"][];
            /** @description Places of its reports in closed cycles; claimed with cycles.claimPlace(cycle, product, place). */
            places: components["schemas"]["PlacePart"][];
            /** @description The platforms that pay it; claimed with cycles.claimPlatform(platform). */
            platforms: components["schemas"]["EarnerPart"][];
        };
        /** @description What somebody had earned, and was paid. What could not be sent is a credit then. */
        NetworkPayment: components["schemas"]["Origin"] & {
            account: components["schemas"]["Account"];
            /** @description Base units of PSC. */
            amount: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description Of a place, or of the community.
             */
            cycle?: number | null;
            /**
             * @description For what somebody was paid.
             * @enum {string}
             */
            kind: "expert" | "platform" | "place" | "community";
            /**
             * Format: int64
             * @description Of the expert or the platform.
             */
            number?: number | null;
            /** Format: int32 */
            place?: number | null;
            /**
             * Format: int64
             * @description Of a place, as what follows.
             */
            product?: number | null;
            /** Format: int64 */
            report?: number | null;
        };
        /** @description The power of everybody, at the time of the answer's block. Power in units of 6 decimals. */
        NetworkPower: {
            /**
             * Format: int64
             * @description The present cycle.
             */
            cycle: number;
            /** @description What counts from the next cycle on. */
            gained: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description Of a cycle.
             */
            length_secs: number;
            /** @description Power units per whole nominated PSS. */
            rate: components["schemas"]["Amount"];
            /** @description From the next cycle on. */
            rate_next: components["schemas"]["Amount"];
            /** @description Given by the DAO to begin with, over all time. */
            seeded: components["schemas"]["Amount"];
            /** @description First second of cycle 0. */
            start: components["schemas"]["Time"];
            /** @description All that is earned. */
            total: components["schemas"]["Amount"];
        };
        /** @description PSS that one account nominates to another. In base units of 18 decimals. */
        Nomination: components["schemas"]["Origin"] & {
            free_from?: components["schemas"]["Time"] | null;
            /** @description Taken back, and still locked. */
            leaving: components["schemas"]["Amount"];
            nominator: components["schemas"]["Account"];
            participant: components["schemas"]["Account"];
            /** @description Nominated, and not taken back; what is added counts from the next cycle on. */
            staked: components["schemas"]["Amount"];
        };
        /**
         * @description Rewards escrowed for stores that sell a product of another.
         *     units_added = units_left + units_reserved + units_paid + units_returned.
         */
        Offer: components["schemas"]["Origin"] & {
            /** @description Paid in all, in the token's base units. */
            amount_paid: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @example 1
             */
            id: number;
            /** @description Not revoked: sales reserve rewards. */
            open: boolean;
            /** Format: int64 */
            product: number;
            /**
             * Format: int64
             * @description Block of its revocation.
             */
            revoked_block?: number | null;
            /** @description For each unit sold, in the token's base units. */
            reward_per_unit: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description The product's store.
             */
            store: number;
            /** @description The token that rewards are paid in. */
            token: components["schemas"]["Account"];
            /**
             * Format: int64
             * @description Posted and topped up.
             */
            units_added: number;
            /**
             * Format: int64
             * @description What further sales can reserve.
             */
            units_left: number;
            /**
             * Format: int64
             * @description Paid to selling stores.
             */
            units_paid: number;
            /**
             * Format: int64
             * @description Of sales that are not settled yet.
             */
            units_reserved: number;
            /**
             * Format: int64
             * @description Gone back to the vendor.
             */
            units_returned: number;
        };
        /** @description An account's part in the offering. Until it is decided: if nothing more is paid in by anybody. */
        OfferingPart: {
            /** @description PSC of it that buy PSS. */
            accepted: components["schemas"]["Amount"];
            address: components["schemas"]["Account"];
            /** @description Whether the account has had what is due: by offering.claim(). */
            claimed: boolean;
            /** @description PSC paid in. */
            contribution: components["schemas"]["Amount"];
            /** @description PSC of it that go back. */
            refund: components["schemas"]["Amount"];
            vesting: components["schemas"]["Vesting"];
        };
        /** @description The offering of PSS for PSC. PSC in base units (6 decimals), PSS likewise (18), times in Unix seconds. */
        OfferingState: {
            address: components["schemas"]["Account"];
            allow_list?: components["schemas"]["Hash"] | null;
            /** @description PSC contributions of those who have had what is due for them. */
            claimed: components["schemas"]["Amount"];
            /** @description What the owner has had: proceeds, unsold PSS, dust. */
            collected: components["schemas"]["Collected"];
            /** @description PSC paid in. */
            contributed: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description Accounts that did.
             */
            contributors: number;
            /**
             * Format: int64
             * @example 1792592000
             */
            end: number;
            /** @description PSS, for the hard cap. */
            for_sale: components["schemas"]["Amount"];
            /** @description Whether it holds what it sells, or did when the first contribution came. */
            funded: boolean;
            /** @description PSC: what is beyond it goes back, in proportion. */
            hard_cap: components["schemas"]["Amount"];
            /** @description PSC for the owner, and PSS allotted at most; until it is decided: if nothing more is paid in. */
            proceeds: components["schemas"]["Amount"];
            /** @description Of the hard cap, in hundredths of a per cent; more than 10,000 is over-subscribed. */
            progress_bps: components["schemas"]["Amount"];
            /** @description PSC: less than this fails it. */
            soft_cap: components["schemas"]["Amount"];
            soft_cap_reached: boolean;
            sold: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description First second of the window, and first second after it.
             * @example 1790000000
             */
            start: number;
            /**
             * @description How far the offering is, at the answer's block.
             * @enum {string}
             */
            status: "pending" | "open" | "ended" | "succeeded" | "failed";
            vesting: components["schemas"]["VestingSchedule"];
            wallet_cap?: components["schemas"]["Amount"] | null;
        };
        /** @description A resource with the block it is true of. */
        One_AccountState: {
            address: components["schemas"]["Account"];
            psc: components["schemas"]["PscAccount"];
            pss: components["schemas"]["PssAccount"];
        } & {
            meta: components["schemas"]["Meta"];
        };
        /** @description A resource with the block it is true of. */
        One_Advance: (components["schemas"]["Origin"] & {
            /** @description Who announced it: draws it, and gets the deposit back. */
            account: components["schemas"]["Account"];
            amount: components["schemas"]["Amount"];
            /** @description Whether a call has written the default down; it holds without. */
            default_logged: boolean;
            /** @description Held of the deposit. */
            deposit: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description From when, until before when it can be drawn, Unix seconds.
             */
            drawable_from: number;
            /** Format: int64 */
            drawable_until: number;
            /**
             * Format: int64
             * @description Unix seconds; absent before it is drawn.
             */
            drawn_at?: number | null;
            /**
             * Format: int64
             * @example 1
             */
            id: number;
            /** Format: int64 */
            matures_at?: number | null;
            /** @description Still to come; 0 before it is drawn. */
            outstanding: components["schemas"]["Amount"];
            plan_hash: components["schemas"]["Hash"];
            plan_uri: string;
            /** Format: int64 */
            product: number;
            /** @description Of that, after maturity. */
            recovered: components["schemas"]["Amount"];
            /** @description Paid by sales and by hand. */
            repaid: components["schemas"]["Amount"];
            /**
             * Format: int32
             * @description Of the vendor's part of each of the store's lines.
             */
            repay_bps: number;
            /** @description Of the deposit, the pool's since maturity. */
            seized: components["schemas"]["Amount"];
            state: components["schemas"]["AdvanceState"];
            /**
             * Format: int64
             * @description Its store, whose sales repay it.
             */
            store: number;
            /** Format: int64 */
            term_secs: number;
            /** @description Of that, what the three groups got. */
            to_groups: components["schemas"]["Amount"];
        }) & {
            meta: components["schemas"]["Meta"];
        };
        /** @description A resource with the block it is true of. */
        One_Cause: (components["schemas"]["Origin"] & {
            /** @description Is paid. */
            account: components["schemas"]["Account"];
            /** @description Gets profit: that of lines that chose it, and by its weight. */
            approved: boolean;
            /** @description Got from lines that chose it. */
            chosen: components["schemas"]["Amount"];
            /** @description Claimed of both. */
            claimed: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @example 1
             */
            id: number;
            /** @description Not claimed yet: what the contract's pendingCause says. */
            pending: components["schemas"]["Amount"];
            uri: string;
            /** Format: int32 */
            weight: number;
            /** @description Got by its weight, in whole units. */
            weighted: components["schemas"]["Amount"];
        }) & {
            meta: components["schemas"]["Meta"];
        };
        /** @description A resource with the block it is true of. */
        One_Commerce: {
            address: components["schemas"]["Account"];
            /** @description Claimed with splitter.claimCause(cause). */
            causes: components["schemas"]["CausePart"][];
            /** @description PSC that can be claimed by the calls below together: as a customer, of sets, of causes, of the quality network, and deferred. */
            claimable: components["schemas"]["Amount"];
            /**
             * @description Payments that could not be sent, and experience fees that are the account's again; claimed with claimFor(account) of the contract named, or claim(token) of the offer
             *     pool.
             */
            credits: components["schemas"]["Credit"][];
            /** @description Claimed with splitter.claim(). */
            customer: components["schemas"]["Customer"];
            /** @description What was earned in the quality network. */
            network: components["schemas"]["NetworkPart"];
            /** @description Claimed with splitter.claimSet(set): those that earned, and those that the account is in beside the vendor. */
            sets: components["schemas"]["SetPart"][];
            /** @description The stores that the account owns. */
            stores: number[];
        } & {
            meta: components["schemas"]["Meta"];
        };
        /** @description A resource with the block it is true of. */
        One_Cycle: {
            carried_in?: components["schemas"]["Carried"] | null;
            closing?: components["schemas"]["CycleClosing"] | null;
            /** @description Σ of the community's weights, power units. */
            community_weight: components["schemas"]["Amount"];
            /** Format: int64 */
            cycle: number;
            fees: components["schemas"]["CycleFees"];
            /**
             * Format: int64
             * @description Number of reports filed in it.
             */
            reports: number;
            rules?: components["schemas"]["VotingRules"] | null;
            /**
             * @description At the time of the answer's block.
             * @enum {string}
             */
            state: "open" | "voting" | "closing" | "closed";
            times: components["schemas"]["CycleTimes"];
            /** @description Σ over products of what their reports get x tenths that have winners. */
            weight: components["schemas"]["Amount"];
        } & {
            meta: components["schemas"]["Meta"];
        };
        /** @description A resource with the block it is true of. */
        One_DisputeInFull: (components["schemas"]["ArbitrationDispute"] & {
            /** @description Each state that it was in and since when, the first one first. */
            course: components["schemas"]["Stage"][];
            /** @description As they were when it was opened. */
            terms: components["schemas"]["DisputeTerms"];
        }) & {
            meta: components["schemas"]["Meta"];
        };
        /** @description A resource with the block it is true of. */
        One_Expert: (components["schemas"]["Standing"] & components["schemas"]["Earnings"] & components["schemas"]["Origin"] & {
            account: components["schemas"]["Account"];
            /**
             * Format: int64
             * @example 1
             */
            id: number;
            /**
             * Format: int64
             * @description Number of models.
             */
            models: number;
            uri: string;
        }) & {
            meta: components["schemas"]["Meta"];
        };
        /** @description A resource with the block it is true of. */
        One_GovernorState: {
            address: components["schemas"]["Account"];
            /** @description Accounts without votes. */
            excluded: components["schemas"]["Exclusion"][];
            /** @description All changes of settings, newest first. */
            history: components["schemas"]["SettingChange"][];
            /**
             * Format: int64
             * @description Number of proposals ever made.
             */
            proposals: number;
            /** @description Votes that a proposal needs whose snapshot is a second before the answer's block, in PSS base units. */
            quorum: components["schemas"]["Amount"];
            /** @description In force: delays and periods in seconds, the threshold in PSS base units, the quorum in per cent. */
            settings: components["schemas"]["Setting"][];
            timelock?: components["schemas"]["Account"] | null;
            /** @description Timelocks named, newest first. */
            timelocks: components["schemas"]["Appointment"][];
            /** @description PSS, whose votes count. */
            token: components["schemas"]["Account"];
        } & {
            meta: components["schemas"]["Meta"];
        };
        /** @description A resource with the block it is true of. */
        One_Groups: {
            /** @description Of it, what was given to the groups beside the lines' profit: by the stake pools, or by anyone. */
            contributed: components["schemas"]["Amount"];
            groups: components["schemas"]["Group"][];
            /**
             * Format: int64
             * @description Number of lines credited.
             */
            lines: number;
            /** @description Customers and co-creators share one index: each line gives both the same points. */
            members: components["schemas"]["Members"];
            /** @description What the stake pools owe the groups and have not sent yet; no part of the profit above. */
            owed_by_stake_pools: components["schemas"]["Amount"];
            /** @description What each of the groups got of it: always the same. */
            per_group: components["schemas"]["Amount"];
            /** @description All profit credited. */
            profit: components["schemas"]["Amount"];
            /** @description 0 to 2 units, part of the next line's profit. */
            remainder: components["schemas"]["Amount"];
            weighted_causes: components["schemas"]["WeightedCauses"];
        } & {
            meta: components["schemas"]["Meta"];
        };
        /** @description A resource with the block it is true of. */
        One_ModelInFull: (components["schemas"]["Model"] & {
            /** @description The first one first. */
            disputes: components["schemas"]["ModelDispute"][];
            /** @description The first one first. They never change, and products stay under theirs. */
            versions: components["schemas"]["ModelVersion"][];
        }) & {
            meta: components["schemas"]["Meta"];
        };
        /** @description A resource with the block it is true of. */
        One_NetworkPower: {
            /**
             * Format: int64
             * @description The present cycle.
             */
            cycle: number;
            /** @description What counts from the next cycle on. */
            gained: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description Of a cycle.
             */
            length_secs: number;
            /** @description Power units per whole nominated PSS. */
            rate: components["schemas"]["Amount"];
            /** @description From the next cycle on. */
            rate_next: components["schemas"]["Amount"];
            /** @description Given by the DAO to begin with, over all time. */
            seeded: components["schemas"]["Amount"];
            /** @description First second of cycle 0. */
            start: components["schemas"]["Time"];
            /** @description All that is earned. */
            total: components["schemas"]["Amount"];
        } & {
            meta: components["schemas"]["Meta"];
        };
        /** @description A resource with the block it is true of. */
        One_Offer: (components["schemas"]["Origin"] & {
            /** @description Paid in all, in the token's base units. */
            amount_paid: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @example 1
             */
            id: number;
            /** @description Not revoked: sales reserve rewards. */
            open: boolean;
            /** Format: int64 */
            product: number;
            /**
             * Format: int64
             * @description Block of its revocation.
             */
            revoked_block?: number | null;
            /** @description For each unit sold, in the token's base units. */
            reward_per_unit: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description The product's store.
             */
            store: number;
            /** @description The token that rewards are paid in. */
            token: components["schemas"]["Account"];
            /**
             * Format: int64
             * @description Posted and topped up.
             */
            units_added: number;
            /**
             * Format: int64
             * @description What further sales can reserve.
             */
            units_left: number;
            /**
             * Format: int64
             * @description Paid to selling stores.
             */
            units_paid: number;
            /**
             * Format: int64
             * @description Of sales that are not settled yet.
             */
            units_reserved: number;
            /**
             * Format: int64
             * @description Gone back to the vendor.
             */
            units_returned: number;
        }) & {
            meta: components["schemas"]["Meta"];
        };
        /** @description A resource with the block it is true of. */
        One_OfferingPart: {
            /** @description PSC of it that buy PSS. */
            accepted: components["schemas"]["Amount"];
            address: components["schemas"]["Account"];
            /** @description Whether the account has had what is due: by offering.claim(). */
            claimed: boolean;
            /** @description PSC paid in. */
            contribution: components["schemas"]["Amount"];
            /** @description PSC of it that go back. */
            refund: components["schemas"]["Amount"];
            vesting: components["schemas"]["Vesting"];
        } & {
            meta: components["schemas"]["Meta"];
        };
        /** @description A resource with the block it is true of. */
        One_OfferingState: {
            address: components["schemas"]["Account"];
            allow_list?: components["schemas"]["Hash"] | null;
            /** @description PSC contributions of those who have had what is due for them. */
            claimed: components["schemas"]["Amount"];
            /** @description What the owner has had: proceeds, unsold PSS, dust. */
            collected: components["schemas"]["Collected"];
            /** @description PSC paid in. */
            contributed: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description Accounts that did.
             */
            contributors: number;
            /**
             * Format: int64
             * @example 1792592000
             */
            end: number;
            /** @description PSS, for the hard cap. */
            for_sale: components["schemas"]["Amount"];
            /** @description Whether it holds what it sells, or did when the first contribution came. */
            funded: boolean;
            /** @description PSC: what is beyond it goes back, in proportion. */
            hard_cap: components["schemas"]["Amount"];
            /** @description PSC for the owner, and PSS allotted at most; until it is decided: if nothing more is paid in. */
            proceeds: components["schemas"]["Amount"];
            /** @description Of the hard cap, in hundredths of a per cent; more than 10,000 is over-subscribed. */
            progress_bps: components["schemas"]["Amount"];
            /** @description PSC: less than this fails it. */
            soft_cap: components["schemas"]["Amount"];
            soft_cap_reached: boolean;
            sold: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description First second of the window, and first second after it.
             * @example 1790000000
             */
            start: number;
            /**
             * @description How far the offering is, at the answer's block.
             * @enum {string}
             */
            status: "pending" | "open" | "ended" | "succeeded" | "failed";
            vesting: components["schemas"]["VestingSchedule"];
            wallet_cap?: components["schemas"]["Amount"] | null;
        } & {
            meta: components["schemas"]["Meta"];
        };
        /** @description A resource with the block it is true of. */
        One_OrderInFull: (components["schemas"]["Order"] & {
            lines: components["schemas"]["Line"][];
        }) & {
            meta: components["schemas"]["Meta"];
        };
        /** @description A resource with the block it is true of. */
        One_Platform: (components["schemas"]["Standing"] & components["schemas"]["Earnings"] & components["schemas"]["Origin"] & {
            candidate?: components["schemas"]["Account"] | null;
            /**
             * Format: int64
             * @example 1
             */
            id: number;
            membership?: components["schemas"]["MembershipTerms"] | null;
            /** @description Acts for the platform, and gets the bond back. */
            owner: components["schemas"]["Account"];
            /** @description Is paid. */
            payout: components["schemas"]["Account"];
            /**
             * Format: int64
             * @description Its sales up to here are in closed statements; absent if it never began to report.
             * @example 1790000000
             */
            reported_until?: number | null;
            /**
             * Format: int64
             * @description Number of such keys in all.
             */
            signer_count: number;
            /** @description The keys that sign its receipts, or did, the first one first; the last 100 of them. */
            signers: components["schemas"]["Signer"][];
            /**
             * Format: int64
             * @description Number of stores that name it.
             */
            stores: number;
            uri: string;
        }) & {
            meta: components["schemas"]["Meta"];
        };
        /** @description A resource with the block it is true of. */
        One_ProductInFull: (components["schemas"]["Product"] & {
            /** @description What a `data:` URI says beside the title. */
            body?: string | null;
            co_creators: components["schemas"]["CoCreator"][];
            /** @description Who has what the co-creators do not. */
            vendor: components["schemas"]["Account"];
        }) & {
            meta: components["schemas"]["Meta"];
        };
        /** @description A resource with the block it is true of. */
        One_ProposalInFull: (components["schemas"]["Proposal"] & {
            calls: components["schemas"]["ProposedCall"][];
            description: string;
            /** @description keccak256 of the description, which queueing and executing name it by. */
            description_hash: components["schemas"]["Hash"];
            /** @description Oldest first. */
            timeline: components["schemas"]["Step"][];
        }) & {
            meta: components["schemas"]["Meta"];
        };
        /** @description A resource with the block it is true of. */
        One_ReportInChain: (components["schemas"]["Report"] & {
            next?: components["schemas"]["ReportLink"] | null;
            preimage: components["schemas"]["Preimage"];
            previous?: components["schemas"]["ReportLink"] | null;
        }) & {
            meta: components["schemas"]["Meta"];
        };
        /** @description A resource with the block it is true of. */
        One_ReportInFull: (components["schemas"]["ExperienceReport"] & {
            /** @description The first one first. */
            disputes: components["schemas"]["ReportDispute"][];
        }) & {
            meta: components["schemas"]["Meta"];
        };
        /** @description A resource with the block it is true of. */
        One_Reserve: {
            address: components["schemas"]["Account"];
            attestation?: components["schemas"]["AttestationInForce"] | null;
            /** @description Minted against attestations less settled off-chain. */
            attested_supply: components["schemas"]["Amount"];
            attestors?: components["schemas"]["Attestors"] | null;
            /** @description Escrowed for off-chain redemptions that are open. */
            escrowed: components["schemas"]["Amount"];
            /** @description Who may mint against attestations. */
            issuers: components["schemas"]["Issuer"][];
            /**
             * Format: int64
             * @description Id of the latest report.
             */
            latest_report?: number | null;
            /** @description Issued against the on-chain reserve less redeemed there, PSC base units. */
            onchain_supply: components["schemas"]["Amount"];
            parameters: components["schemas"]["Parameter"][];
            /** @description PSC transfers are paused. */
            paused: boolean;
            ratio_bps?: components["schemas"]["Amount"] | null;
            /** @description Settled off-chain in all. */
            total_settled: components["schemas"]["Amount"];
        } & {
            meta: components["schemas"]["Meta"];
        };
        /** @description A resource with the block it is true of. */
        One_Resolved: {
            call?: components["schemas"]["Call"] | null;
            /** @description Whether `store` can list the product now; without `store`, whether any other store can. */
            listable: boolean;
            /** @description Why not; absent when it can. */
            obstacle?: ("own_product" | "not_open_to_listings" | "already_listed") | null;
            offer?: components["schemas"]["Offer"] | null;
            product: components["schemas"]["ProductInFull"];
            share?: components["schemas"]["Share"] | null;
            via?: components["schemas"]["Store"] | null;
        } & {
            meta: components["schemas"]["Meta"];
        };
        /** @description A resource with the block it is true of. */
        One_Share: (components["schemas"]["Origin"] & {
            /** @description Most that the share can earn in all. */
            cap: components["schemas"]["Amount"];
            cashback_paid: components["schemas"]["Amount"];
            /** @description Earns now: the sharer's own line is paid out and not wholly refunded. */
            earning: boolean;
            /**
             * Format: int64
             * @example 1
             */
            id: number;
            /** Format: int32 */
            line: number;
            /**
             * Format: int64
             * @description The sharer's own line.
             */
            order: number;
            /** Format: int64 */
            product: number;
            /**
             * Format: int64
             * @description Number of settled lines that came through it.
             */
            sales: number;
            sharer: components["schemas"]["Account"];
            /** @description What the sharer spent on the product and was not refunded. */
            spent: components["schemas"]["Amount"];
        }) & {
            meta: components["schemas"]["Meta"];
        };
        /** @description A resource with the block it is true of. */
        One_StakePool: (components["schemas"]["Origin"] & {
            /**
             * Format: int64
             * @description The advance that is out or in default; absent when none is.
             */
            advance?: number | null;
            apr: components["schemas"]["Apr"];
            deposits: components["schemas"]["Deposits"];
            /** @description Can leave. */
            idle: components["schemas"]["Amount"];
            /** @description PSS units locked for the shares. */
            locked: components["schemas"]["Amount"];
            max_advance?: components["schemas"]["Amount"] | null;
            /**
             * Format: int64
             * @description Since when it has been worth the minimum (`terms.min_assets`), as far as any call looked, Unix seconds: it takes stake
             *     shares of sales from `terms.window_secs` later on. Absent while it is not.
             */
            minimum_since?: number | null;
            /** @description Of an advance that is not overdue. */
            outstanding: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @example 1
             */
            product: number;
            /**
             * Format: int64
             * @description Redemptions that wait; those taken back behind the first of them count until they are next.
             */
            queue_length: number;
            /** @description Shares in them. */
            queued_shares: components["schemas"]["Amount"];
            redemptions: components["schemas"]["Redemptions"];
            share_price: components["schemas"]["SharePrice"];
            /**
             * Format: int64
             * @description The product's store.
             */
            store: number;
            /** @description Put down by the store for an advance, and held here still: no part of the pool's worth. */
            store_deposit: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description When all of it will have, Unix seconds; absent when nothing streams.
             */
            stream_ends_at?: number | null;
            terms?: components["schemas"]["StakingTerms"] | null;
            /** @description What the pool is worth: idle + outstanding. */
            total_assets: components["schemas"]["Amount"];
            /** @description Queued ones included. */
            total_shares: components["schemas"]["Amount"];
            /** @description Profit that is not the shares' yet; becomes theirs second by second. */
            unstreamed: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description What part of the pool's worth is out in an advance, rounded down.
             */
            utilisation_bps: number;
        }) & {
            meta: components["schemas"]["Meta"];
        };
        /** @description A resource with the block it is true of. */
        One_Stakes: {
            address: components["schemas"]["Account"];
            /** @description PSC that could not be paid; claimed with claim() of the stake pools. */
            claimable: components["schemas"]["Amount"];
            /** @description PSS units locked for all of them. */
            locked: components["schemas"]["Amount"];
            positions: components["schemas"]["Position"][];
        } & {
            meta: components["schemas"]["Meta"];
        };
        /** @description A resource with the block it is true of. */
        One_Store: (components["schemas"]["Origin"] & {
            /**
             * Format: int64
             * @example 1
             */
            id: number;
            /**
             * Format: int64
             * @description Number of products of others that it lists.
             */
            listings: number;
            /** @description Acts for the store. */
            owner: components["schemas"]["Account"];
            /** @description Is paid. */
            payout: components["schemas"]["Account"];
            pending_owner?: components["schemas"]["Account"] | null;
            /**
             * Format: int64
             * @description The platform that brings it its buyers; 0: none.
             */
            platform: number;
            /**
             * Format: int64
             * @description Number of products of its own.
             */
            products: number;
            /**
             * Format: int64
             * @description The co-creator set of its products without one of their own.
             */
            set: number;
            uri: string;
        }) & {
            meta: components["schemas"]["Meta"];
        };
        /** @description A resource with the block it is true of. */
        One_TimelockState: {
            address: components["schemas"]["Account"];
            governor?: components["schemas"]["Account"] | null;
            guardian?: components["schemas"]["Guardian"] | null;
            /** @description All changes of the guardian, newest first. */
            guardian_history: components["schemas"]["GuardianChange"][];
            /** @description All changes of it, newest first. */
            min_delay_history: components["schemas"]["SettingChange"][];
            min_delay_secs?: components["schemas"]["Amount"] | null;
            offering?: components["schemas"]["Account"] | null;
            /** @description All grants and revocations of roles, newest first. */
            role_history: components["schemas"]["TimelockRoleChange"][];
            /** @description Who holds which role now. */
            roles: components["schemas"]["RoleHolders"][];
        } & {
            meta: components["schemas"]["Meta"];
        };
        /** @description A resource with the block it is true of. */
        One_Treasury: {
            /** @description The timelock. */
            address: components["schemas"]["Account"];
            /**
             * @description What it may have besides and is not told here, because it is not followed: ether, and other tokens, the reserve
             *     asset that fees are paid in among them.
             */
            left_out: string[];
            psc: components["schemas"]["PscAccount"];
            /** @description Its votes are delegated to itself and do not count. */
            pss: components["schemas"]["PssAccount"];
        } & {
            meta: components["schemas"]["Meta"];
        };
        /** @description The open offer of a product. */
        OpenOffer: {
            /** Format: int64 */
            id: number;
            /** @description In the token's base units. */
            reward_per_unit: components["schemas"]["Amount"];
            token: components["schemas"]["Account"];
            /**
             * Format: int64
             * @description What further sales can reserve.
             */
            units_left: number;
        };
        /**
         * @description Calls scheduled at the timelock, made together. One that is scheduled again after it was cancelled is another item with
         *     the same id.
         */
        Operation: components["schemas"]["Origin"] & {
            calls: components["schemas"]["OperationCall"][];
            ended?: components["schemas"]["Origin"] | null;
            guardian?: components["schemas"]["Account"] | null;
            id: components["schemas"]["Hash"];
            predecessor?: components["schemas"]["Hash"] | null;
            proposal?: components["schemas"]["Amount"] | null;
            /** @description From when it can be executed. */
            ready_at: components["schemas"]["Time"];
            /** @description Zero when none was given. */
            salt: components["schemas"]["Hash"];
            /**
             * @description At the time of the answer's block.
             * @enum {string}
             */
            state: "waiting" | "ready" | "done" | "cancelled";
        };
        /** @description A call of an operation. */
        OperationCall: components["schemas"]["ProposedCall"] & {
            /** @description The governor made it in the timelock's name, after all others. */
            deferred: boolean;
        };
        /** @description A cart that was paid. total = held + settled + refunded. In base units of PSC. */
        Order: components["schemas"]["Origin"] & {
            buyer: components["schemas"]["Account"];
            /** @description Of lines that have not ended. */
            held: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @example 1
             */
            id: number;
            /**
             * Format: int32
             * @description Number of lines.
             */
            line_count: number;
            /** @description The buyer's or the shop's own. */
            payment_reference: components["schemas"]["Hash"];
            /** @description Paid back to the buyer out of held lines. What a vendor gives back later is not part of the order's total. */
            refunded: components["schemas"]["Amount"];
            /** @description Gross of the lines paid out. */
            settled: components["schemas"]["Amount"];
            /** @description Debited from the buyer at once. */
            total: components["schemas"]["Amount"];
        };
        /** @description An order with all that became of its lines. */
        OrderInFull: components["schemas"]["Order"] & {
            lines: components["schemas"]["Line"][];
        };
        /** @description Where on the chain a row comes from. */
        Origin: {
            /**
             * Format: int64
             * @example 1234
             */
            block: number;
            block_hash: components["schemas"]["Hash"];
            /**
             * Format: int32
             * @description Position among the block's logs.
             * @example 3
             */
            log_index: number;
            /**
             * Format: int64
             * @description Unix seconds.
             * @example 1790000000
             */
            time: number;
            transaction: components["schemas"]["Hash"];
        };
        /** @description A page of a list. */
        Page_Advance: {
            items: (components["schemas"]["Origin"] & {
                /** @description Who announced it: draws it, and gets the deposit back. */
                account: components["schemas"]["Account"];
                amount: components["schemas"]["Amount"];
                /** @description Whether a call has written the default down; it holds without. */
                default_logged: boolean;
                /** @description Held of the deposit. */
                deposit: components["schemas"]["Amount"];
                /**
                 * Format: int64
                 * @description From when, until before when it can be drawn, Unix seconds.
                 */
                drawable_from: number;
                /** Format: int64 */
                drawable_until: number;
                /**
                 * Format: int64
                 * @description Unix seconds; absent before it is drawn.
                 */
                drawn_at?: number | null;
                /**
                 * Format: int64
                 * @example 1
                 */
                id: number;
                /** Format: int64 */
                matures_at?: number | null;
                /** @description Still to come; 0 before it is drawn. */
                outstanding: components["schemas"]["Amount"];
                plan_hash: components["schemas"]["Hash"];
                plan_uri: string;
                /** Format: int64 */
                product: number;
                /** @description Of that, after maturity. */
                recovered: components["schemas"]["Amount"];
                /** @description Paid by sales and by hand. */
                repaid: components["schemas"]["Amount"];
                /**
                 * Format: int32
                 * @description Of the vendor's part of each of the store's lines.
                 */
                repay_bps: number;
                /** @description Of the deposit, the pool's since maturity. */
                seized: components["schemas"]["Amount"];
                state: components["schemas"]["AdvanceState"];
                /**
                 * Format: int64
                 * @description Its store, whose sales repay it.
                 */
                store: number;
                /** Format: int64 */
                term_secs: number;
                /** @description Of that, what the three groups got. */
                to_groups: components["schemas"]["Amount"];
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_ArbitrationDispute: {
            items: (components["schemas"]["Origin"] & {
                about: components["schemas"]["About"];
                /** @description The contract that asked, and takes the ruling. */
                arbitrable: components["schemas"]["Account"];
                /** @description Of either side, base units of PSC. */
                bond: components["schemas"]["Amount"];
                /** @description First second at which time moves it on; of a final one, since when it is. */
                deadline: components["schemas"]["Time"];
                division?: components["schemas"]["Division"] | null;
                /** @description Whether the arbitrable took the ruling when it was told. */
                executed: boolean;
                /**
                 * Format: int64
                 * @example 1
                 */
                id: number;
                /** @description Of the first round; absent as long as there is none. */
                outcome?: ("refused" | "party" | "respondent") | null;
                /** @description Who disputes. */
                party: components["schemas"]["Account"];
                product?: components["schemas"]["Amount"] | null;
                respondent: components["schemas"]["Account"];
                /** @description The first one, and that of the appeal. */
                rounds: components["schemas"]["Round"][];
                /** @description Absent before it is final. */
                ruling?: ("refused" | "party" | "respondent") | null;
                /**
                 * @description At the time of the answer's block.
                 * @enum {string}
                 */
                state: "funding" | "matching" | "commit" | "reveal" | "appeal" | "umpire" | "final";
                /** @description What is at stake, base units of PSC. */
                sum: components["schemas"]["Amount"];
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_Attestation: {
            items: (components["schemas"]["Origin"] & {
                /** @description PSC base units. */
                amount: components["schemas"]["Amount"];
                /** @description Unix seconds. */
                as_of: components["schemas"]["Time"];
                composition_hash: components["schemas"]["Hash"];
                hash: components["schemas"]["Hash"];
                /** @description The attestation before; zero for the first. */
                previous_hash: components["schemas"]["Hash"];
                /** @description Cumulative off-chain settlements as of `as_of`. */
                settled: components["schemas"]["Amount"];
                signers: components["schemas"]["Account"][];
                uri: string;
                /** @description Unix seconds. */
                valid_until: components["schemas"]["Time"];
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_Ballot: {
            items: (components["schemas"]["Origin"] & {
                /**
                 * @description Further data that the voter gave, which mean nothing to the governor; absent when none was given.
                 * @example 0x01
                 */
                params?: string | null;
                /** @description Empty when none was given. */
                reason: string;
                /**
                 * @description How somebody voted.
                 * @enum {string}
                 */
                support: "against" | "for" | "abstain";
                voter: components["schemas"]["Account"];
                /** @description PSS base units that the voter had at the proposal's snapshot. */
                weight: components["schemas"]["Amount"];
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_Cause: {
            items: (components["schemas"]["Origin"] & {
                /** @description Is paid. */
                account: components["schemas"]["Account"];
                /** @description Gets profit: that of lines that chose it, and by its weight. */
                approved: boolean;
                /** @description Got from lines that chose it. */
                chosen: components["schemas"]["Amount"];
                /** @description Claimed of both. */
                claimed: components["schemas"]["Amount"];
                /**
                 * Format: int64
                 * @example 1
                 */
                id: number;
                /** @description Not claimed yet: what the contract's pendingCause says. */
                pending: components["schemas"]["Amount"];
                uri: string;
                /** Format: int32 */
                weight: number;
                /** @description Got by its weight, in whole units. */
                weighted: components["schemas"]["Amount"];
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_CommunityPart: {
            items: (components["schemas"]["Origin"] & {
                account: components["schemas"]["Account"];
                amount?: components["schemas"]["Amount"] | null;
                paid: boolean;
                /** @description Of the first vote that counted, power units. */
                weight: components["schemas"]["Amount"];
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_Contribution: {
            items: (components["schemas"]["Origin"] & {
                account: components["schemas"]["Account"];
                amount: components["schemas"]["Amount"];
                /** @description The account's sum with this. */
                contribution: components["schemas"]["Amount"];
                /** @description Everybody's sum with this. */
                total: components["schemas"]["Amount"];
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_Cycle: {
            items: {
                carried_in?: components["schemas"]["Carried"] | null;
                closing?: components["schemas"]["CycleClosing"] | null;
                /** @description Σ of the community's weights, power units. */
                community_weight: components["schemas"]["Amount"];
                /** Format: int64 */
                cycle: number;
                fees: components["schemas"]["CycleFees"];
                /**
                 * Format: int64
                 * @description Number of reports filed in it.
                 */
                reports: number;
                rules?: components["schemas"]["VotingRules"] | null;
                /**
                 * @description At the time of the answer's block.
                 * @enum {string}
                 */
                state: "open" | "voting" | "closing" | "closed";
                times: components["schemas"]["CycleTimes"];
                /** @description Σ over products of what their reports get x tenths that have winners. */
                weight: components["schemas"]["Amount"];
            }[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_CycleProduct: {
            items: (components["schemas"]["Origin"] & {
                /** @description The reports' parts of its lines. */
                fees: components["schemas"]["Amount"];
                /** @description Those that have a winner, the best first. */
                places: components["schemas"]["Place"][];
                /** Format: int64 */
                product: number;
                /**
                 * Format: int32
                 * @description Of them, those that have winners: 0, 5, 8 or 10.
                 */
                tenths: number;
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_Delegate: {
            items: (components["schemas"]["Origin"] & {
                account: components["schemas"]["Account"];
                /**
                 * Format: int64
                 * @description Number of accounts that it votes for, itself included if it delegated to itself.
                 */
                delegators: number;
                /** @description The governor does not count its votes: the treasury's, for one. */
                excluded: boolean;
                /** @description PSS base units. */
                votes: components["schemas"]["Amount"];
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_Delegation: {
            items: (components["schemas"]["Origin"] & {
                delegator: components["schemas"]["Account"];
                from_delegate: components["schemas"]["Account"];
                to_delegate: components["schemas"]["Account"];
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_DisputeStep: {
            items: (components["schemas"]["Origin"] & {
                account?: components["schemas"]["Account"] | null;
                amount?: components["schemas"]["Amount"] | null;
                /**
                 * Format: int32
                 * @description 1: for the party, 2: against it, 0: refused. Of a revealed vote, of the umpire, and at the end.
                 */
                choice?: number | null;
                /** @description What a side says, or where it is to be found. */
                evidence?: string | null;
                /**
                 * Format: int32
                 * @description 0: the first one, 1: the appeal's; absent of what belongs to none.
                 */
                round?: number | null;
                /**
                 * @description What happened.
                 * @enum {string}
                 */
                step: "opened" | "funded" | "matched" | "appealed" | "round_started" | "evidence_submitted" | "vote_committed" | "vote_revealed" | "juror_removed" | "vote_settled" | "advanced" | "umpire_ruled" | "resolved" | "executed" | "not_taken";
                weight?: components["schemas"]["Amount"] | null;
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_Enrolment: {
            items: (components["schemas"]["Origin"] & {
                dimensions: components["schemas"]["Claimed"][];
                /**
                 * Format: int64
                 * @description Number of the model's expert.
                 */
                expert: number;
                /**
                 * Format: int32
                 * @description Of the price: to expert, platform and reporters.
                 */
                fee_bps: number;
                /** Format: int64 */
                model: number;
                /**
                 * @description Of a struck model's products nobody reports, and no expert earns.
                 * @enum {string}
                 */
                model_state: "open" | "withdrawn" | "struck";
                /**
                 * Format: int64
                 * @example 1
                 */
                product: number;
                /** Format: int64 */
                version: number;
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_EnrolmentChange: {
            items: (components["schemas"]["Origin"] & {
                /** @description One value for each of the model's dimensions. */
                claims?: components["schemas"]["Amount"][] | null;
                /**
                 * Format: int32
                 * @description Of an enrolment, and of a change of the fee.
                 */
                fee_bps?: number | null;
                /**
                 * @description What changed.
                 * @enum {string}
                 */
                kind: "enrolled" | "claims" | "fee" | "left";
                /**
                 * Format: int64
                 * @description Of an enrolment, as the version.
                 */
                model?: number | null;
                /** Format: int64 */
                version?: number | null;
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_ExperienceReport: {
            items: (components["schemas"]["Origin"] & {
                account: components["schemas"]["Account"];
                /** @description Base units of PSC. */
                bond: components["schemas"]["Amount"];
                /**
                 * Format: int32
                 * @description 0 to 100: how far the product is what it claims to be.
                 */
                conformity: number;
                /**
                 * Format: int64
                 * @description In which it was filed; it is voted on in the next one.
                 */
                cycle: number;
                dimensions: components["schemas"]["Measured"][];
                dispute?: components["schemas"]["Amount"] | null;
                /** @description A text, or where it is to be found. */
                evidence: string;
                evidence_hash: components["schemas"]["Hash"];
                gain?: components["schemas"]["Amount"] | null;
                /**
                 * Format: int64
                 * @example 1
                 */
                id: number;
                /** Format: int32 */
                line: number;
                /** Format: int64 */
                model: number;
                /**
                 * Format: int64
                 * @description The line that was bought.
                 */
                order: number;
                /**
                 * Format: int32
                 * @description 1 to 3: it wins; absent if it does not, by now.
                 */
                place?: number | null;
                /** Format: int64 */
                product: number;
                /**
                 * @description What became of a report.
                 * @enum {string}
                 */
                state: "open" | "disputed" | "struck" | "settled";
                /** Format: int64 */
                version: number;
                /** @description Of the votes for it, power units. */
                weight: components["schemas"]["Amount"];
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_ExperienceVote: {
            items: (components["schemas"]["Origin"] & {
                account: components["schemas"]["Account"];
                commitment?: components["schemas"]["Hash"] | null;
                /** @description Whether its weight counts for the cycle's community by this vote; absent unless it is confirmed. */
                counted?: boolean | null;
                /**
                 * Format: int64
                 * @description Of the reports; votes are committed and revealed in the next one.
                 */
                cycle: number;
                gain?: components["schemas"]["Amount"] | null;
                /**
                 * Format: int32
                 * @description What not revealing cost, of all its power; absent unless it is forfeited.
                 */
                lost_bps?: number | null;
                /** Format: int64 */
                product: number;
                /**
                 * Format: int64
                 * @description For which it is, or was before it was barred; absent while it is not revealed.
                 */
                report?: number | null;
                /**
                 * Format: int64
                 * @description Or by which request in the queue of the product's stake pool.
                 */
                request?: number | null;
                /**
                 * @description What a vote is.
                 * @enum {string}
                 */
                state: "committed" | "revealed" | "confirmed" | "barred" | "forfeited";
                /**
                 * Format: int64
                 * @description By which store that lists the product it was barred.
                 */
                store?: number | null;
                weight?: components["schemas"]["Amount"] | null;
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_Expert: {
            items: (components["schemas"]["Standing"] & components["schemas"]["Earnings"] & components["schemas"]["Origin"] & {
                account: components["schemas"]["Account"];
                /**
                 * Format: int64
                 * @example 1
                 */
                id: number;
                /**
                 * Format: int64
                 * @description Number of models.
                 */
                models: number;
                uri: string;
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_FeeAccrual: {
            items: (components["schemas"]["Origin"] & {
                community_fee: components["schemas"]["Amount"];
                /** Format: int64 */
                cycle: number;
                /** @description All that follows but the community's. */
                experience_fee: components["schemas"]["Amount"];
                /**
                 * Format: int64
                 * @description Who earns; absent when nobody does.
                 */
                expert?: number | null;
                /**
                 * Format: int64
                 * @description Which earns; absent when none does.
                 */
                platform?: number | null;
                /** Format: int64 */
                product: number;
                /** @description What nobody earns: goes to the reports of the next cycle. */
                rolled: components["schemas"]["Amount"];
                to_expert: components["schemas"]["Amount"];
                to_platform: components["schemas"]["Amount"];
                to_reports: components["schemas"]["Amount"];
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_Issuance: {
            items: (components["schemas"]["Origin"] & {
                amount: components["schemas"]["Amount"];
                assets?: components["schemas"]["Amount"] | null;
                /**
                 * @description What backs an amount of PSC.
                 * @enum {string}
                 */
                kind: "onchain" | "attested";
                /** @description Who paid the assets, or the issuer who minted. */
                payer: components["schemas"]["Account"];
                to: components["schemas"]["Account"];
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_JurorVote: {
            items: (components["schemas"]["Origin"] & {
                /**
                 * Format: int32
                 * @description 1: for the party, 2: against it; absent while it is not revealed.
                 */
                choice?: number | null;
                commitment?: components["schemas"]["Hash"] | null;
                gained?: components["schemas"]["Amount"] | null;
                juror: components["schemas"]["Account"];
                /**
                 * Format: int32
                 * @description Of all power.
                 */
                lost_bps?: number | null;
                paid?: components["schemas"]["Amount"] | null;
                /**
                 * Format: int32
                 * @description 0: the first one, 1: the appeal's.
                 */
                round: number;
                /**
                 * @description What a juror's vote is.
                 * @enum {string}
                 */
                state: "committed" | "revealed" | "removed" | "settled";
                weight?: components["schemas"]["Amount"] | null;
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_Listing: {
            items: (components["schemas"]["Origin"] & {
                /** @description Whether it can be bought there now: active, in stock and open to listings. */
                live: boolean;
                /** Format: int64 */
                product: number;
                /**
                 * Format: int64
                 * @description The store that lists it.
                 */
                store: number;
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_Membership: {
            items: (components["schemas"]["Origin"] & {
                /**
                 * Format: int64
                 * @description First second of the last year that was paid.
                 * @example 1780000000
                 */
                from: number;
                /**
                 * @description Number of the vendor's store or of the expert, or the account.
                 * @example 1
                 */
                key: string;
                /**
                 * @description Who is a member.
                 * @enum {string}
                 */
                kind: "vendor" | "expert" | "account";
                /** @description Is a member at the time of the answer's block. */
                member: boolean;
                /** @description and what was paid for all of them. */
                paid: components["schemas"]["Amount"];
                /** @description Who paid for the last one. */
                payer: components["schemas"]["Account"];
                /** Format: int64 */
                platform: number;
                /**
                 * Format: int64
                 * @description First second after it.
                 * @example 1811536000
                 */
                until: number;
                /**
                 * Format: int64
                 * @description Number of years that were paid,
                 */
                years: number;
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_MembershipCycle: {
            items: (components["schemas"]["Origin"] & {
                /** @description and what of it went into another cycle's pot. */
                carried: components["schemas"]["Amount"];
                /** Format: int64 */
                cycle: number;
                /** @description What of the pot was distributed, */
                distributed: components["schemas"]["Amount"];
                /**
                 * Format: int64
                 * @description Number of such products in all.
                 */
                distribution_count: number;
                /** @description Products that had their part, the first one first; at most 100 of them. */
                distributions: components["schemas"]["MembershipPart"][];
                /** @description What of members' fees fell into it, and what was carried into it. */
                pot: components["schemas"]["Amount"];
                /** @description Experience fees that were given back to members, of all products: by them the pot is shared. */
                weight: components["schemas"]["Amount"];
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_Model: {
            items: (components["schemas"]["Origin"] & {
                dispute?: components["schemas"]["Amount"] | null;
                /**
                 * Format: int64
                 * @description Number of the expert.
                 */
                expert: number;
                /**
                 * Format: int64
                 * @example 1
                 */
                id: number;
                /**
                 * Format: int64
                 * @description Number of the latest version.
                 */
                latest: number;
                /**
                 * Format: int64
                 * @description Number of products that are enrolled under it.
                 */
                products: number;
                /**
                 * @description What a model is good for.
                 * @enum {string}
                 */
                state: "open" | "withdrawn" | "struck";
                /** @description Of the latest version's text. */
                uri: string;
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_NetworkPayment: {
            items: (components["schemas"]["Origin"] & {
                account: components["schemas"]["Account"];
                /** @description Base units of PSC. */
                amount: components["schemas"]["Amount"];
                /**
                 * Format: int64
                 * @description Of a place, or of the community.
                 */
                cycle?: number | null;
                /**
                 * @description For what somebody was paid.
                 * @enum {string}
                 */
                kind: "expert" | "platform" | "place" | "community";
                /**
                 * Format: int64
                 * @description Of the expert or the platform.
                 */
                number?: number | null;
                /** Format: int32 */
                place?: number | null;
                /**
                 * Format: int64
                 * @description Of a place, as what follows.
                 */
                product?: number | null;
                /** Format: int64 */
                report?: number | null;
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_Nomination: {
            items: (components["schemas"]["Origin"] & {
                free_from?: components["schemas"]["Time"] | null;
                /** @description Taken back, and still locked. */
                leaving: components["schemas"]["Amount"];
                nominator: components["schemas"]["Account"];
                participant: components["schemas"]["Account"];
                /** @description Nominated, and not taken back; what is added counts from the next cycle on. */
                staked: components["schemas"]["Amount"];
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_Offer: {
            items: (components["schemas"]["Origin"] & {
                /** @description Paid in all, in the token's base units. */
                amount_paid: components["schemas"]["Amount"];
                /**
                 * Format: int64
                 * @example 1
                 */
                id: number;
                /** @description Not revoked: sales reserve rewards. */
                open: boolean;
                /** Format: int64 */
                product: number;
                /**
                 * Format: int64
                 * @description Block of its revocation.
                 */
                revoked_block?: number | null;
                /** @description For each unit sold, in the token's base units. */
                reward_per_unit: components["schemas"]["Amount"];
                /**
                 * Format: int64
                 * @description The product's store.
                 */
                store: number;
                /** @description The token that rewards are paid in. */
                token: components["schemas"]["Account"];
                /**
                 * Format: int64
                 * @description Posted and topped up.
                 */
                units_added: number;
                /**
                 * Format: int64
                 * @description What further sales can reserve.
                 */
                units_left: number;
                /**
                 * Format: int64
                 * @description Paid to selling stores.
                 */
                units_paid: number;
                /**
                 * Format: int64
                 * @description Of sales that are not settled yet.
                 */
                units_reserved: number;
                /**
                 * Format: int64
                 * @description Gone back to the vendor.
                 */
                units_returned: number;
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_Operation: {
            items: (components["schemas"]["Origin"] & {
                calls: components["schemas"]["OperationCall"][];
                ended?: components["schemas"]["Origin"] | null;
                guardian?: components["schemas"]["Account"] | null;
                id: components["schemas"]["Hash"];
                predecessor?: components["schemas"]["Hash"] | null;
                proposal?: components["schemas"]["Amount"] | null;
                /** @description From when it can be executed. */
                ready_at: components["schemas"]["Time"];
                /** @description Zero when none was given. */
                salt: components["schemas"]["Hash"];
                /**
                 * @description At the time of the answer's block.
                 * @enum {string}
                 */
                state: "waiting" | "ready" | "done" | "cancelled";
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_Order: {
            items: (components["schemas"]["Origin"] & {
                buyer: components["schemas"]["Account"];
                /** @description Of lines that have not ended. */
                held: components["schemas"]["Amount"];
                /**
                 * Format: int64
                 * @example 1
                 */
                id: number;
                /**
                 * Format: int32
                 * @description Number of lines.
                 */
                line_count: number;
                /** @description The buyer's or the shop's own. */
                payment_reference: components["schemas"]["Hash"];
                /** @description Paid back to the buyer out of held lines. What a vendor gives back later is not part of the order's total. */
                refunded: components["schemas"]["Amount"];
                /** @description Gross of the lines paid out. */
                settled: components["schemas"]["Amount"];
                /** @description Debited from the buyer at once. */
                total: components["schemas"]["Amount"];
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_Platform: {
            items: (components["schemas"]["Standing"] & components["schemas"]["Earnings"] & components["schemas"]["Origin"] & {
                candidate?: components["schemas"]["Account"] | null;
                /**
                 * Format: int64
                 * @example 1
                 */
                id: number;
                membership?: components["schemas"]["MembershipTerms"] | null;
                /** @description Acts for the platform, and gets the bond back. */
                owner: components["schemas"]["Account"];
                /** @description Is paid. */
                payout: components["schemas"]["Account"];
                /**
                 * Format: int64
                 * @description Its sales up to here are in closed statements; absent if it never began to report.
                 * @example 1790000000
                 */
                reported_until?: number | null;
                /**
                 * Format: int64
                 * @description Number of such keys in all.
                 */
                signer_count: number;
                /** @description The keys that sign its receipts, or did, the first one first; the last 100 of them. */
                signers: components["schemas"]["Signer"][];
                /**
                 * Format: int64
                 * @description Number of stores that name it.
                 */
                stores: number;
                uri: string;
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_PoolPoint: {
            items: (components["schemas"]["Origin"] & {
                /**
                 * @description deposit, withdrawal, fill, profit, repaid or defaulted.
                 * @example deposit
                 */
                kind: string;
                share_price: components["schemas"]["SharePrice"];
                total_assets: components["schemas"]["Amount"];
                total_shares: components["schemas"]["Amount"];
                unstreamed: components["schemas"]["Amount"];
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_PowerChange: {
            items: (components["schemas"]["Origin"] & {
                amount: components["schemas"]["Amount"];
                /** @description The contract that gave or took it, or the owner, who gave it to begin with. */
                by: components["schemas"]["Account"];
                /** Format: int64 */
                cycle: number;
                /** @description After it: what counts from the next cycle on. */
                gained: components["schemas"]["Amount"];
                /**
                 * @description Why power changed.
                 * @enum {string}
                 */
                kind: "gained" | "lost";
                /** @description After it: at the start of the cycle, less what was lost since. */
                power: components["schemas"]["Amount"];
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_Product: {
            items: (components["schemas"]["Origin"] & {
                active: boolean;
                /** @description Can be bought: active and in stock. */
                available: boolean;
                content_hash: components["schemas"]["Hash"];
                /**
                 * Format: int32
                 * @description Of the price: what goes to the quality network, with 60 more to its community; 0: it is not enrolled, and pays neither.
                 */
                experience_fee_bps: number;
                /**
                 * Format: int64
                 * @example 1
                 */
                id: number;
                /**
                 * Format: int64
                 * @description Units in stock.
                 */
                inventory: number;
                /**
                 * Format: int64
                 * @description Number of stores that list it.
                 */
                listings: number;
                offer?: components["schemas"]["OpenOffer"] | null;
                /** @description Other stores may list and sell it. */
                open_to_listings: boolean;
                /** @description Base units of PSC. */
                price: components["schemas"]["Amount"];
                /**
                 * Format: int64
                 * @description The co-creator set that its profit goes to.
                 */
                set: number;
                /**
                 * Format: int64
                 * @description The store whose product it is.
                 */
                store: number;
                terms: components["schemas"]["Terms"];
                /** @description What a `data:` URI says itself; absent for other URIs. */
                title?: string | null;
                uri: string;
                /**
                 * Format: int64
                 * @description Counts changes of price, terms, content and co-creators: a cart names the one it was made for.
                 */
                version: number;
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_Proposal: {
            items: (components["schemas"]["Origin"] & {
                /**
                 * Format: int32
                 * @description Number of calls.
                 */
                call_count: number;
                /**
                 * Format: int64
                 * @description Last second of voting, extended if it was.
                 * @example 1790000000
                 */
                deadline: number;
                /**
                 * Format: int64
                 * @description From when it can be executed; absent before it is queued.
                 */
                eta?: number | null;
                /** @description Quorum was reached late, and voting went on for it. */
                extended: boolean;
                /** @description The governor's id, decimal. */
                id: components["schemas"]["Amount"];
                operation?: components["schemas"]["Hash"] | null;
                proposer: components["schemas"]["Account"];
                quorum?: components["schemas"]["Amount"] | null;
                /**
                 * Format: int64
                 * @description The time as of which votes count; voting begins a second later.
                 * @example 1790000000
                 */
                snapshot: number;
                /** @description At the time of the answer's block. Absent if the proposal is queued at a timelock that is not the deployment's. */
                state?: ("pending" | "active" | "canceled" | "defeated" | "succeeded" | "queued" | "expired" | "executed") | null;
                tally: components["schemas"]["Tally"];
                /**
                 * @description First line of the description, up to 200 characters.
                 * @example Halve the redemption fee
                 */
                title: string;
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_Purchase: {
            items: (components["schemas"]["Origin"] & {
                buyer: components["schemas"]["Account"];
                /** @description Base units of PSC. */
                gross: components["schemas"]["Amount"];
                /**
                 * Format: int64
                 * @example 1
                 */
                id: number;
                /** @description Of the receipt. */
                number: components["schemas"]["Amount"];
                /** Format: int64 */
                platform: number;
                /** Format: int64 */
                product: number;
                /** @description The receipt's hash. */
                receipt: components["schemas"]["Hash"];
                /**
                 * Format: int64
                 * @description When the sale was final, Unix seconds.
                 * @example 1780000000
                 */
                sold_at: number;
                /** Format: int64 */
                statement: number;
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_QueuedRedemption: {
            items: (components["schemas"]["Origin"] & {
                account: components["schemas"]["Account"];
                /** @description PSS units locked for them. */
                locked: components["schemas"]["Amount"];
                /** @description Paid so far, in base units of PSC. */
                paid: components["schemas"]["Amount"];
                /**
                 * Format: int64
                 * @description Number in its pool, from 1; filled in their order.
                 * @example 1
                 */
                request: number;
                /** @description Shares that joined the queue. */
                requested: components["schemas"]["Amount"];
                /** @description What those would be worth now, in base units of PSC; priced when filled. */
                value: components["schemas"]["Amount"];
                /** @description Of them, those that wait: 0 once it is filled or taken back. */
                waiting: components["schemas"]["Amount"];
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_ReceiptChallenge: {
            items: (components["schemas"]["Origin"] & {
                /**
                 * Format: int64
                 * @description Unix seconds.
                 * @example 1790000000
                 */
                answer_until: number;
                /** @description The challenger's. */
                bond: components["schemas"]["Amount"];
                buyer: components["schemas"]["Account"];
                challenger: components["schemas"]["Account"];
                gross: components["schemas"]["Amount"];
                /**
                 * Format: int64
                 * @example 1
                 */
                id: number;
                /** @description Of the receipt. */
                number: components["schemas"]["Amount"];
                /** Format: int64 */
                platform: number;
                /** @description As the receipt names it. */
                product: components["schemas"]["Amount"];
                /** @description The receipt's hash. */
                receipt: components["schemas"]["Hash"];
                /**
                 * Format: int64
                 * @description When the sale was final, Unix seconds.
                 * @example 1780000000
                 */
                sold_at: number;
                /**
                 * @description Where a challenge stands at the time of the answer's block.
                 * @enum {string}
                 */
                state: "open" | "unanswered" | "answered" | "slashed";
                /**
                 * Format: int64
                 * @description That the receipt is in; absent unless it was answered.
                 */
                statement?: number | null;
                to_challenger?: components["schemas"]["Amount"] | null;
                to_community?: components["schemas"]["Amount"] | null;
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_Redemption: {
            items: (components["schemas"]["Origin"] & {
                amount: components["schemas"]["Amount"];
                assets?: components["schemas"]["Amount"] | null;
                deadline?: components["schemas"]["Time"] | null;
                /**
                 * Format: int64
                 * @description Block of settlement or cancellation.
                 */
                ended_block?: number | null;
                fee?: components["schemas"]["Amount"] | null;
                holder: components["schemas"]["Account"];
                /**
                 * Format: int64
                 * @description Number of the request; off-chain only.
                 */
                id?: number | null;
                issuer?: components["schemas"]["Account"] | null;
                /**
                 * @description How PSC is redeemed.
                 * @enum {string}
                 */
                kind: "onchain" | "offchain";
                payment_reference?: components["schemas"]["Hash"] | null;
                /**
                 * @description What became of a redemption.
                 * @enum {string}
                 */
                status: "open" | "settled" | "cancelled";
                to?: components["schemas"]["Account"] | null;
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_Repayment: {
            items: (components["schemas"]["Origin"] & {
                amount: components["schemas"]["Amount"];
                /** @description After it. */
                outstanding: components["schemas"]["Amount"];
                /** @description The checkout, for a sale. */
                payer: components["schemas"]["Account"];
                sale?: components["schemas"]["RepayingLine"] | null;
                /** @description Of it, what the three groups got instead of the pool. */
                to_groups: components["schemas"]["Amount"];
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_Report: {
            items: (components["schemas"]["Origin"] & {
                /** @description Unix seconds; 0 before any attestation. */
                attested_as_of: components["schemas"]["Time"];
                /** @description The attested amount less what was settled since. */
                attested_in_force: components["schemas"]["Amount"];
                /** @description PSC backed by attestations. */
                attested_supply: components["schemas"]["Amount"];
                /** @description Whether `previous_hash` is the hash of the report before (zero for the first). */
                chain_valid: boolean;
                hash: components["schemas"]["Hash"];
                /** @description Whether `hash`, recomputed from the fields, is the one logged. */
                hash_valid: boolean;
                /**
                 * Format: int64
                 * @description From 1, without gaps.
                 * @example 7
                 */
                id: number;
                /** @description The accounted on-chain reserve, scaled to PSC's decimals. */
                onchain_reserve: components["schemas"]["Amount"];
                /** @description PSC backed by the on-chain reserve, base units. */
                onchain_supply: components["schemas"]["Amount"];
                previous_hash: components["schemas"]["Hash"];
                /** @description Backing in basis points of the supply. */
                ratio_bps: components["schemas"]["Amount"];
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_Reward: {
            items: (components["schemas"]["Origin"] & {
                /** @description In the token's base units. Deferred, if the token refused: see the account's credits. */
                amount: components["schemas"]["Amount"];
                /** Format: int64 */
                offer: number;
                /** Format: int64 */
                product: number;
                /** @description The selling store's payout address. */
                to: components["schemas"]["Account"];
                token: components["schemas"]["Account"];
                /** Format: int64 */
                units: number;
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_Settlement: {
            items: (components["schemas"]["Origin"] & {
                /** @description To whoever shared the product. */
                cashback: components["schemas"]["Amount"];
                /** @description To the community. */
                community_fee: components["schemas"]["Amount"];
                /** @description To the quality network. */
                experience_fee: components["schemas"]["Amount"];
                gross: components["schemas"]["Amount"];
                /** @description To customers, co-creators and causes, a third each. */
                groups: components["schemas"]["Amount"];
                /** Format: int32 */
                line: number;
                /** Format: int64 */
                order: number;
                /** @description The sum of the parts. */
                parts: components["schemas"]["Amount"];
                /**
                 * @description Why a line was paid out.
                 * @enum {string}
                 */
                reason: "at_once" | "confirmed" | "released" | "ruled" | "other";
                /** @description Of a promotion advance. */
                repayment: components["schemas"]["Amount"];
                sharer?: components["schemas"]["Account"] | null;
                /** @description To the product's stakers. */
                stake_share: components["schemas"]["Amount"];
                to_vendor: components["schemas"]["Amount"];
                /**
                 * Format: int64
                 * @description Units that were not refunded.
                 */
                units: number;
                /** @description The vendor's payout address. */
                vendor: components["schemas"]["Account"];
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_Share: {
            items: (components["schemas"]["Origin"] & {
                /** @description Most that the share can earn in all. */
                cap: components["schemas"]["Amount"];
                cashback_paid: components["schemas"]["Amount"];
                /** @description Earns now: the sharer's own line is paid out and not wholly refunded. */
                earning: boolean;
                /**
                 * Format: int64
                 * @example 1
                 */
                id: number;
                /** Format: int32 */
                line: number;
                /**
                 * Format: int64
                 * @description The sharer's own line.
                 */
                order: number;
                /** Format: int64 */
                product: number;
                /**
                 * Format: int64
                 * @description Number of settled lines that came through it.
                 */
                sales: number;
                sharer: components["schemas"]["Account"];
                /** @description What the sharer spent on the product and was not refunded. */
                spent: components["schemas"]["Amount"];
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_StakeChange: {
            items: (components["schemas"]["Origin"] & {
                assets?: components["schemas"]["Amount"] | null;
                /**
                 * @description What happened to shares.
                 * @enum {string}
                 */
                kind: "deposit" | "withdrawal" | "request" | "fill" | "cancel";
                /** @description PSS units locked by a deposit, freed by a withdrawal or a fill; those that a request takes along, or its cancel brings back. */
                locked: components["schemas"]["Amount"];
                /** Format: int64 */
                product: number;
                /**
                 * Format: int64
                 * @description Number of the queued redemption; absent of deposits and withdrawals.
                 */
                request?: number | null;
                shares: components["schemas"]["Amount"];
                shares_left?: components["schemas"]["Amount"] | null;
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_StakePool: {
            items: (components["schemas"]["Origin"] & {
                /**
                 * Format: int64
                 * @description The advance that is out or in default; absent when none is.
                 */
                advance?: number | null;
                apr: components["schemas"]["Apr"];
                deposits: components["schemas"]["Deposits"];
                /** @description Can leave. */
                idle: components["schemas"]["Amount"];
                /** @description PSS units locked for the shares. */
                locked: components["schemas"]["Amount"];
                max_advance?: components["schemas"]["Amount"] | null;
                /**
                 * Format: int64
                 * @description Since when it has been worth the minimum (`terms.min_assets`), as far as any call looked, Unix seconds: it takes stake
                 *     shares of sales from `terms.window_secs` later on. Absent while it is not.
                 */
                minimum_since?: number | null;
                /** @description Of an advance that is not overdue. */
                outstanding: components["schemas"]["Amount"];
                /**
                 * Format: int64
                 * @example 1
                 */
                product: number;
                /**
                 * Format: int64
                 * @description Redemptions that wait; those taken back behind the first of them count until they are next.
                 */
                queue_length: number;
                /** @description Shares in them. */
                queued_shares: components["schemas"]["Amount"];
                redemptions: components["schemas"]["Redemptions"];
                share_price: components["schemas"]["SharePrice"];
                /**
                 * Format: int64
                 * @description The product's store.
                 */
                store: number;
                /** @description Put down by the store for an advance, and held here still: no part of the pool's worth. */
                store_deposit: components["schemas"]["Amount"];
                /**
                 * Format: int64
                 * @description When all of it will have, Unix seconds; absent when nothing streams.
                 */
                stream_ends_at?: number | null;
                terms?: components["schemas"]["StakingTerms"] | null;
                /** @description What the pool is worth: idle + outstanding. */
                total_assets: components["schemas"]["Amount"];
                /** @description Queued ones included. */
                total_shares: components["schemas"]["Amount"];
                /** @description Profit that is not the shares' yet; becomes theirs second by second. */
                unstreamed: components["schemas"]["Amount"];
                /**
                 * Format: int64
                 * @description What part of the pool's worth is out in an advance, rounded down.
                 */
                utilisation_bps: number;
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_Statement: {
            items: (components["schemas"]["Origin"] & {
                /**
                 * Format: int64
                 * @description Unix seconds; absent while it takes lines.
                 */
                closed_at?: number | null;
                community_fee: components["schemas"]["Amount"];
                dispute?: components["schemas"]["Amount"] | null;
                experience_fee: components["schemas"]["Amount"];
                /**
                 * Format: int64
                 * @description First second of the period.
                 * @example 1780000000
                 */
                from: number;
                /** @description and the sums of them. */
                gross: components["schemas"]["Amount"];
                /** @description Of what stands at the URI. */
                hash: components["schemas"]["Hash"];
                /**
                 * Format: int64
                 * @example 1
                 */
                id: number;
                /**
                 * Format: int64
                 * @description Number of its lines by now, one per product,
                 */
                lines: number;
                /** Format: int64 */
                platform: number;
                receipts: components["schemas"]["Amount"];
                /**
                 * @description Where a statement stands.
                 * @enum {string}
                 */
                state: "open" | "closed" | "disputed" | "refuted";
                /**
                 * Format: int64
                 * @description First second after it.
                 * @example 1787776000
                 */
                until: number;
                /** @description What else the platform says of it. */
                uri: string;
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_StatementLine: {
            items: (components["schemas"]["Origin"] & {
                community_fee: components["schemas"]["Amount"];
                experience_fee: components["schemas"]["Amount"];
                /** Format: int32 */
                fee_bps: number;
                gross: components["schemas"]["Amount"];
                /** Format: int64 */
                product: number;
                /**
                 * Format: int64
                 * @description Number of receipts.
                 */
                receipts: number;
                /** @description Of the receipts' tree of sums, whose sum is `gross`. */
                root: components["schemas"]["Hash"];
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_Store: {
            items: (components["schemas"]["Origin"] & {
                /**
                 * Format: int64
                 * @example 1
                 */
                id: number;
                /**
                 * Format: int64
                 * @description Number of products of others that it lists.
                 */
                listings: number;
                /** @description Acts for the store. */
                owner: components["schemas"]["Account"];
                /** @description Is paid. */
                payout: components["schemas"]["Account"];
                pending_owner?: components["schemas"]["Account"] | null;
                /**
                 * Format: int64
                 * @description The platform that brings it its buyers; 0: none.
                 */
                platform: number;
                /**
                 * Format: int64
                 * @description Number of products of its own.
                 */
                products: number;
                /**
                 * Format: int64
                 * @description The co-creator set of its products without one of their own.
                 */
                set: number;
                uri: string;
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_TokenInfo: {
            items: {
                address: components["schemas"]["Account"];
                /**
                 * Format: int32
                 * @example 6
                 */
                decimals: number;
                /**
                 * Format: int64
                 * @description Accounts with a balance, as of the latest indexed block.
                 */
                holders: number;
                /** @example ShareCash */
                name: string;
                /** @example PSC */
                symbol: string;
                /**
                 * @description Which token.
                 * @enum {string}
                 */
                token: "psc" | "pss";
                total_supply: components["schemas"]["Amount"];
            }[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_Transfer: {
            items: (components["schemas"]["Origin"] & {
                amount: components["schemas"]["Amount"];
                from: components["schemas"]["Account"];
                to: components["schemas"]["Account"];
                /**
                 * @description Which token.
                 * @enum {string}
                 */
                token: "psc" | "pss";
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_Trust: {
            items: (components["schemas"]["Origin"] & {
                /** Format: int64 */
                cycle: number;
                quorum?: components["schemas"]["Amount"] | null;
                /**
                 * Format: int64
                 * @description Number of reports.
                 */
                reports: number;
                /** @description All that was revealed on the product's reports of the cycle, power units. */
                revealed: components["schemas"]["Amount"];
                /**
                 * Format: int32
                 * @description 0 to 100: the least conformity up to which at least half of the weight of votes stands, of reports not struck. Absent
                 *     while there is no such vote.
                 */
                score?: number | null;
                /**
                 * Format: int64
                 * @description Of them, struck by a ruling.
                 */
                struck: number;
                /** @description Of those votes, power units. */
                weight: components["schemas"]["Amount"];
                /** @description The reports that win, the best first; 0: it was struck. Empty without a quorum. */
                winners: number[];
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_VoteChange: {
            items: (components["schemas"]["Origin"] & {
                previous: components["schemas"]["Amount"];
                votes: components["schemas"]["Amount"];
            })[];
            meta: components["schemas"]["Meta"];
            /** @description The cursor of the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A parameter of the reserve. */
        Parameter: {
            /** @example attested_cap_bps */
            name: string;
            value: components["schemas"]["Amount"];
        };
        /** @description A place of a product's reports. */
        Place: {
            account?: components["schemas"]["Account"] | null;
            /** @description Of the product's fees, and of the cycle's pot once it is closed; what was paid or rolled over, once it was. */
            amount: components["schemas"]["Amount"];
            /**
             * Format: int32
             * @description From 1.
             */
            place: number;
            /**
             * Format: int64
             * @description Absent if it was struck.
             */
            report?: number | null;
            /**
             * @description What became of a place.
             * @enum {string}
             */
            state: "pending" | "claimable" | "disputed" | "struck" | "paid" | "rolled_over";
        };
        /** @description What a report won. */
        PlacePart: {
            /** Format: int64 */
            cycle: number;
            /** @description It cannot be claimed while a dispute on the report is open. */
            disputed: boolean;
            pending: components["schemas"]["Amount"];
            /**
             * Format: int32
             * @description From 1.
             */
            place: number;
            /** Format: int64 */
            product: number;
            /** Format: int64 */
            report: number;
        };
        /** @description A platform: brings stores their buyers, and earns a part of the experience fees. */
        Platform: components["schemas"]["Standing"] & components["schemas"]["Earnings"] & components["schemas"]["Origin"] & {
            candidate?: components["schemas"]["Account"] | null;
            /**
             * Format: int64
             * @example 1
             */
            id: number;
            membership?: components["schemas"]["MembershipTerms"] | null;
            /** @description Acts for the platform, and gets the bond back. */
            owner: components["schemas"]["Account"];
            /** @description Is paid. */
            payout: components["schemas"]["Account"];
            /**
             * Format: int64
             * @description Its sales up to here are in closed statements; absent if it never began to report.
             * @example 1790000000
             */
            reported_until?: number | null;
            /**
             * Format: int64
             * @description Number of such keys in all.
             */
            signer_count: number;
            /** @description The keys that sign its receipts, or did, the first one first; the last 100 of them. */
            signers: components["schemas"]["Signer"][];
            /**
             * Format: int64
             * @description Number of stores that name it.
             */
            stores: number;
            uri: string;
        };
        /**
         * @description A pool right after an event that changed what it is worth, or its shares. Between two of them the price rises by what
         *     streams in, and falls when an advance matures unpaid.
         */
        PoolPoint: components["schemas"]["Origin"] & {
            /**
             * @description deposit, withdrawal, fill, profit, repaid or defaulted.
             * @example deposit
             */
            kind: string;
            share_price: components["schemas"]["SharePrice"];
            total_assets: components["schemas"]["Amount"];
            total_shares: components["schemas"]["Amount"];
            unstreamed: components["schemas"]["Amount"];
        };
        /** @description An account's shares of a pool. PSC in base units of 6 decimals, PSS of 18, shares of 12. */
        Position: {
            /** @description Put in, over all time. */
            deposited: components["schemas"]["Amount"];
            /** @description PSS units locked for them. */
            locked: components["schemas"]["Amount"];
            /** @description Most shares that could be redeemed at once. */
            max_redeem: components["schemas"]["Amount"];
            /** @description What they would give. */
            max_withdraw: components["schemas"]["Amount"];
            /** Format: int64 */
            product: number;
            queued_locked: components["schemas"]["Amount"];
            queued_shares: components["schemas"]["Amount"];
            /** @description What those would be worth now; priced when filled. */
            queued_value: components["schemas"]["Amount"];
            /** @description Without those in the queue. */
            shares: components["schemas"]["Amount"];
            /** @description What they are worth. */
            value: components["schemas"]["Amount"];
            /** @description Paid out, over all time. */
            withdrawn: components["schemas"]["Amount"];
        };
        /**
         * @description What an account counts at the time of the answer's block, and a page of how it came to that. Power in units of 6 decimals,
         *     PSS of 18.
         */
        Power: components["schemas"]["Page_PowerChange"] & {
            /**
             * Format: int64
             * @description The present cycle.
             */
            cycle: number;
            /** @description At the start of the present cycle, less what was lost since. */
            earned: components["schemas"]["Amount"];
            /** @description What votes weigh by: `earned`, and what nominated PSS add to it, at most as much again. */
            effective: components["schemas"]["Amount"];
            /** @description Since, which counts from the next cycle on. */
            gained: components["schemas"]["Amount"];
            /** @description PSS that count for the account now. */
            nominated: components["schemas"]["Amount"];
            /** @description From the next cycle on. */
            nominated_next: components["schemas"]["Amount"];
            /** @description All that is earned, by everybody. */
            total: components["schemas"]["Amount"];
        };
        /** @description `hash` = keccak256 of the ABI encoding of these, in this order. */
        Preimage: {
            attested_as_of: components["schemas"]["Time"];
            attested_in_force: components["schemas"]["Amount"];
            attested_supply: components["schemas"]["Amount"];
            /** Format: int64 */
            chain_id: number;
            /** Format: int64 */
            id: number;
            onchain_reserve: components["schemas"]["Amount"];
            onchain_supply: components["schemas"]["Amount"];
            previous_hash: components["schemas"]["Hash"];
            ratio_bps: components["schemas"]["Amount"];
            reserve: components["schemas"]["Account"];
            /** @description Solidity types of the fields. */
            types: string[];
        };
        /** @description A problem detail. */
        Problem: {
            detail: string;
            /** Format: int32 */
            status: number;
            title: string;
            /** @description `urn:productshare:problem:<name>`. */
            type: string;
        };
        /** @description A product as it is sold now. */
        Product: components["schemas"]["Origin"] & {
            active: boolean;
            /** @description Can be bought: active and in stock. */
            available: boolean;
            content_hash: components["schemas"]["Hash"];
            /**
             * Format: int32
             * @description Of the price: what goes to the quality network, with 60 more to its community; 0: it is not enrolled, and pays neither.
             */
            experience_fee_bps: number;
            /**
             * Format: int64
             * @example 1
             */
            id: number;
            /**
             * Format: int64
             * @description Units in stock.
             */
            inventory: number;
            /**
             * Format: int64
             * @description Number of stores that list it.
             */
            listings: number;
            offer?: components["schemas"]["OpenOffer"] | null;
            /** @description Other stores may list and sell it. */
            open_to_listings: boolean;
            /** @description Base units of PSC. */
            price: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description The co-creator set that its profit goes to.
             */
            set: number;
            /**
             * Format: int64
             * @description The store whose product it is.
             */
            store: number;
            terms: components["schemas"]["Terms"];
            /** @description What a `data:` URI says itself; absent for other URIs. */
            title?: string | null;
            uri: string;
            /**
             * Format: int64
             * @description Counts changes of price, terms, content and co-creators: a cart names the one it was made for.
             */
            version: number;
        };
        /** @description A product with everything that belongs to it. */
        ProductInFull: components["schemas"]["Product"] & {
            /** @description What a `data:` URI says beside the title. */
            body?: string | null;
            co_creators: components["schemas"]["CoCreator"][];
            /** @description Who has what the co-creators do not. */
            vendor: components["schemas"]["Account"];
        };
        /** @description A third of a line's profit, to each group. */
        ProfitCredit: {
            /**
             * Format: int64
             * @description The cause that got it; 0: the weighted ones.
             */
            cause: number;
            per_group: components["schemas"]["Amount"];
            /** @description Points of the buyer and of the co-creator set. */
            points: components["schemas"]["Amount"];
        };
        /**
         * @description Calls that the DAO's timelock shall make, if the votes say so. All figures are what the governor's own views say at the
         *     answer's block.
         */
        Proposal: components["schemas"]["Origin"] & {
            /**
             * Format: int32
             * @description Number of calls.
             */
            call_count: number;
            /**
             * Format: int64
             * @description Last second of voting, extended if it was.
             * @example 1790000000
             */
            deadline: number;
            /**
             * Format: int64
             * @description From when it can be executed; absent before it is queued.
             */
            eta?: number | null;
            /** @description Quorum was reached late, and voting went on for it. */
            extended: boolean;
            /** @description The governor's id, decimal. */
            id: components["schemas"]["Amount"];
            operation?: components["schemas"]["Hash"] | null;
            proposer: components["schemas"]["Account"];
            quorum?: components["schemas"]["Amount"] | null;
            /**
             * Format: int64
             * @description The time as of which votes count; voting begins a second later.
             * @example 1790000000
             */
            snapshot: number;
            /** @description At the time of the answer's block. Absent if the proposal is queued at a timelock that is not the deployment's. */
            state?: ("pending" | "active" | "canceled" | "defeated" | "succeeded" | "queued" | "expired" | "executed") | null;
            tally: components["schemas"]["Tally"];
            /**
             * @description First line of the description, up to 200 characters.
             * @example Halve the redemption fee
             */
            title: string;
        };
        /** @description A proposal with its text, its calls and all that became of it. */
        ProposalInFull: components["schemas"]["Proposal"] & {
            calls: components["schemas"]["ProposedCall"][];
            description: string;
            /** @description keccak256 of the description, which queueing and executing name it by. */
            description_hash: components["schemas"]["Hash"];
            /** @description Oldest first. */
            timeline: components["schemas"]["Step"][];
        };
        /** @description A call that is proposed or scheduled. */
        ProposedCall: {
            /** @description In their order; absent when the data is not exactly the encoding of such arguments: then trust nothing but the data. */
            arguments?: components["schemas"]["Argument"][] | null;
            /**
             * @description The deployment's contract at the target, by the name of its folder; absent when it is none.
             * @example reserve
             */
            contract?: string | null;
            /** @example 0xa9059cbb */
            data: string;
            /**
             * @description Signature of the function called; absent when the contract is unknown or has no such function.
             * @example setRedemptionFee(uint16)
             */
            function?: string | null;
            target: components["schemas"]["Account"];
            /** @description Wei sent along. */
            value: components["schemas"]["Amount"];
        };
        /** @description An account's ShareCash. */
        PscAccount: {
            /** @description 6 decimals. */
            balance: components["schemas"]["Amount"];
            /** @description Can neither send nor receive. */
            blocked: boolean;
            /** @description A protocol contract: can never be blocked. */
            protected: boolean;
        };
        /** @description An account's StakeShare. */
        PssAccount: {
            /** @description 18 decimals; locked tokens included. */
            balance: components["schemas"]["Amount"];
            delegate?: components["schemas"]["Account"] | null;
            /** @description Cannot be transferred, but votes. */
            locked: components["schemas"]["Amount"];
            /** @description Who holds what locked. */
            locks: components["schemas"]["Lock"][];
            /** @description Votes delegated to this account, its own included if it delegated to itself. */
            votes: components["schemas"]["Amount"];
        };
        /** @description A receipt of a statement that its buyer registered, on which she may report (as line 255 of its number). */
        Purchase: components["schemas"]["Origin"] & {
            buyer: components["schemas"]["Account"];
            /** @description Base units of PSC. */
            gross: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @example 1
             */
            id: number;
            /** @description Of the receipt. */
            number: components["schemas"]["Amount"];
            /** Format: int64 */
            platform: number;
            /** Format: int64 */
            product: number;
            /** @description The receipt's hash. */
            receipt: components["schemas"]["Hash"];
            /**
             * Format: int64
             * @description When the sale was final, Unix seconds.
             * @example 1780000000
             */
            sold_at: number;
            /** Format: int64 */
            statement: number;
        };
        /** @description A redemption that waits, or waited. */
        QueuedRedemption: components["schemas"]["Origin"] & {
            account: components["schemas"]["Account"];
            /** @description PSS units locked for them. */
            locked: components["schemas"]["Amount"];
            /** @description Paid so far, in base units of PSC. */
            paid: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description Number in its pool, from 1; filled in their order.
             * @example 1
             */
            request: number;
            /** @description Shares that joined the queue. */
            requested: components["schemas"]["Amount"];
            /** @description What those would be worth now, in base units of PSC; priced when filled. */
            value: components["schemas"]["Amount"];
            /** @description Of them, those that wait: 0 once it is filled or taken back. */
            waiting: components["schemas"]["Amount"];
        };
        /** @description A receipt that both sides signed, and that is said to be in no statement. Amounts are base units of PSC. */
        ReceiptChallenge: components["schemas"]["Origin"] & {
            /**
             * Format: int64
             * @description Unix seconds.
             * @example 1790000000
             */
            answer_until: number;
            /** @description The challenger's. */
            bond: components["schemas"]["Amount"];
            buyer: components["schemas"]["Account"];
            challenger: components["schemas"]["Account"];
            gross: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @example 1
             */
            id: number;
            /** @description Of the receipt. */
            number: components["schemas"]["Amount"];
            /** Format: int64 */
            platform: number;
            /** @description As the receipt names it. */
            product: components["schemas"]["Amount"];
            /** @description The receipt's hash. */
            receipt: components["schemas"]["Hash"];
            /**
             * Format: int64
             * @description When the sale was final, Unix seconds.
             * @example 1780000000
             */
            sold_at: number;
            /**
             * @description Where a challenge stands at the time of the answer's block.
             * @enum {string}
             */
            state: "open" | "unanswered" | "answered" | "slashed";
            /**
             * Format: int64
             * @description That the receipt is in; absent unless it was answered.
             */
            statement?: number | null;
            to_challenger?: components["schemas"]["Amount"] | null;
            to_community?: components["schemas"]["Amount"] | null;
        };
        /** @description PSC given back for what backs it. */
        Redemption: components["schemas"]["Origin"] & {
            amount: components["schemas"]["Amount"];
            assets?: components["schemas"]["Amount"] | null;
            deadline?: components["schemas"]["Time"] | null;
            /**
             * Format: int64
             * @description Block of settlement or cancellation.
             */
            ended_block?: number | null;
            fee?: components["schemas"]["Amount"] | null;
            holder: components["schemas"]["Account"];
            /**
             * Format: int64
             * @description Number of the request; off-chain only.
             */
            id?: number | null;
            issuer?: components["schemas"]["Account"] | null;
            /**
             * @description How PSC is redeemed.
             * @enum {string}
             */
            kind: "onchain" | "offchain";
            payment_reference?: components["schemas"]["Hash"] | null;
            /**
             * @description What became of a redemption.
             * @enum {string}
             */
            status: "open" | "settled" | "cancelled";
            to?: components["schemas"]["Account"] | null;
        };
        /**
         * @description How stakers leave.
         * @enum {string}
         */
        Redemptions: "open" | "queued" | "held";
        /** @description Units of a held line paid back to the buyer. */
        Refund: components["schemas"]["Origin"] & {
            amount: components["schemas"]["Amount"];
            /**
             * @description Why units were paid back.
             * @enum {string}
             */
            reason: "vendor" | "ruled" | "other";
            /** Format: int64 */
            units: number;
        };
        /** @description A refund out of the vendor's pocket. */
        RefundOffer: components["schemas"]["Origin"] & {
            amount: components["schemas"]["Amount"];
            payer: components["schemas"]["Account"];
            /**
             * @description What became of a refund that was offered.
             * @enum {string}
             */
            status: "open" | "accepted" | "withdrawn";
            /** Format: int64 */
            units: number;
        };
        /** @description The line of an order that repaid an advance. */
        RepayingLine: {
            /** Format: int32 */
            line: number;
            /** Format: int64 */
            order: number;
        };
        /** @description A payment on an advance. In base units of PSC. */
        Repayment: components["schemas"]["Origin"] & {
            amount: components["schemas"]["Amount"];
            /** @description After it. */
            outstanding: components["schemas"]["Amount"];
            /** @description The checkout, for a sale. */
            payer: components["schemas"]["Account"];
            sale?: components["schemas"]["RepayingLine"] | null;
            /** @description Of it, what the three groups got instead of the pool. */
            to_groups: components["schemas"]["Amount"];
        };
        /** @description The read replica that answers come from. */
        Replica: {
            /** @description Whether it is receiving from its primary; if not, nobody knows what it lacks. */
            connected: boolean;
            /** @description Whether it shows all that it has received. */
            replayed_all: boolean;
        };
        /** @description A reserve report, as the contract logged it. */
        Report: components["schemas"]["Origin"] & {
            /** @description Unix seconds; 0 before any attestation. */
            attested_as_of: components["schemas"]["Time"];
            /** @description The attested amount less what was settled since. */
            attested_in_force: components["schemas"]["Amount"];
            /** @description PSC backed by attestations. */
            attested_supply: components["schemas"]["Amount"];
            /** @description Whether `previous_hash` is the hash of the report before (zero for the first). */
            chain_valid: boolean;
            hash: components["schemas"]["Hash"];
            /** @description Whether `hash`, recomputed from the fields, is the one logged. */
            hash_valid: boolean;
            /**
             * Format: int64
             * @description From 1, without gaps.
             * @example 7
             */
            id: number;
            /** @description The accounted on-chain reserve, scaled to PSC's decimals. */
            onchain_reserve: components["schemas"]["Amount"];
            /** @description PSC backed by the on-chain reserve, base units. */
            onchain_supply: components["schemas"]["Amount"];
            previous_hash: components["schemas"]["Hash"];
            /** @description Backing in basis points of the supply. */
            ratio_bps: components["schemas"]["Amount"];
        };
        /** @description A dispute on a report. */
        ReportDispute: components["schemas"]["Origin"] & {
            /** @description Who disputes it. */
            account: components["schemas"]["Account"];
            /** @description As the arbitration numbers it. */
            dispute: components["schemas"]["Amount"];
            evidence: string;
            replaced?: components["schemas"]["Amount"] | null;
            ruling?: components["schemas"]["Amount"] | null;
            /** @description What is at stake, base units of PSC. */
            sum: components["schemas"]["Amount"];
        };
        /** @description A report with its neighbours and what its hash is made of. */
        ReportInChain: components["schemas"]["Report"] & {
            next?: components["schemas"]["ReportLink"] | null;
            preimage: components["schemas"]["Preimage"];
            previous?: components["schemas"]["ReportLink"] | null;
        };
        /** @description A report with the disputes on it. */
        ReportInFull: components["schemas"]["ExperienceReport"] & {
            /** @description The first one first. */
            disputes: components["schemas"]["ReportDispute"][];
        };
        /** @description A neighbour in the chain of reports. */
        ReportLink: {
            hash: components["schemas"]["Hash"];
            /** Format: int64 */
            id: number;
        };
        /** @description What backs PSC, added up from the reserve's own events. */
        Reserve: {
            address: components["schemas"]["Account"];
            attestation?: components["schemas"]["AttestationInForce"] | null;
            /** @description Minted against attestations less settled off-chain. */
            attested_supply: components["schemas"]["Amount"];
            attestors?: components["schemas"]["Attestors"] | null;
            /** @description Escrowed for off-chain redemptions that are open. */
            escrowed: components["schemas"]["Amount"];
            /** @description Who may mint against attestations. */
            issuers: components["schemas"]["Issuer"][];
            /**
             * Format: int64
             * @description Id of the latest report.
             */
            latest_report?: number | null;
            /** @description Issued against the on-chain reserve less redeemed there, PSC base units. */
            onchain_supply: components["schemas"]["Amount"];
            parameters: components["schemas"]["Parameter"][];
            /** @description PSC transfers are paused. */
            paused: boolean;
            ratio_bps?: components["schemas"]["Amount"] | null;
            /** @description Settled off-chain in all. */
            total_settled: components["schemas"]["Amount"];
        };
        /** @description What a link leads to. */
        Resolved: {
            call?: components["schemas"]["Call"] | null;
            /** @description Whether `store` can list the product now; without `store`, whether any other store can. */
            listable: boolean;
            /** @description Why not; absent when it can. */
            obstacle?: ("own_product" | "not_open_to_listings" | "already_listed") | null;
            offer?: components["schemas"]["Offer"] | null;
            product: components["schemas"]["ProductInFull"];
            share?: components["schemas"]["Share"] | null;
            via?: components["schemas"]["Store"] | null;
        };
        /** @description A reward paid to a store for a settled sale. */
        Reward: components["schemas"]["Origin"] & {
            /** @description In the token's base units. Deferred, if the token refused: see the account's credits. */
            amount: components["schemas"]["Amount"];
            /** Format: int64 */
            offer: number;
            /** Format: int64 */
            product: number;
            /** @description The selling store's payout address. */
            to: components["schemas"]["Account"];
            token: components["schemas"]["Account"];
            /** Format: int64 */
            units: number;
        };
        /** @description Accounts that hold a role. */
        RoleHolders: {
            /** @description The zero address stands for everybody. */
            accounts: components["schemas"]["Account"][];
            /**
             * @description admin, proposer, executor, canceller, or the hash of another.
             * @example proposer
             */
            role: string;
        };
        /** @description A round of votes. In power units. */
        Round: {
            /** @description Most weight of one juror. */
            cap: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description Votes are committed until then,
             */
            commit_until: number;
            for_party: components["schemas"]["Amount"];
            for_respondent: components["schemas"]["Amount"];
            /** @description Least weight of both for an outcome. */
            quorum: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description and revealed until then.
             */
            reveal_until: number;
            /**
             * Format: int64
             * @description Number of votes that were revealed and count.
             */
            votes: number;
        };
        /** @description What an account has of a co-creator set. In base units of PSC. */
        SetPart: {
            /** @description Draws its part. A vendor always does. */
            accepted: boolean;
            /**
             * Format: int64
             * @description The account's part of what comes from here on; of the vendor, what is left to her.
             */
            bps: number;
            claimed: components["schemas"]["Amount"];
            /** @description What the set earned in all. */
            lifetime: components["schemas"]["Amount"];
            pending: components["schemas"]["Amount"];
            /** Format: int64 */
            set: number;
            /** @description Has what the others do not. */
            vendor: components["schemas"]["Account"];
        };
        /** @description A parameter in force. */
        Setting: {
            /** @example quorum_percent */
            name: string;
            /**
             * Format: int64
             * @description Block of its last change.
             */
            since_block: number;
            value: components["schemas"]["Amount"];
        };
        /** @description A change of a parameter. */
        SettingChange: components["schemas"]["Origin"] & {
            /** @example quorum_percent */
            name: string;
            previous?: components["schemas"]["Amount"] | null;
            value: components["schemas"]["Amount"];
        };
        /**
         * @description Where a line's gross went. gross = experience_fee + community_fee + cashback + stake_share + groups + repayment +
         *     to_vendor, which `parts` adds up. In base units of PSC.
         */
        Settlement: components["schemas"]["Origin"] & {
            /** @description To whoever shared the product. */
            cashback: components["schemas"]["Amount"];
            /** @description To the community. */
            community_fee: components["schemas"]["Amount"];
            /** @description To the quality network. */
            experience_fee: components["schemas"]["Amount"];
            gross: components["schemas"]["Amount"];
            /** @description To customers, co-creators and causes, a third each. */
            groups: components["schemas"]["Amount"];
            /** Format: int32 */
            line: number;
            /** Format: int64 */
            order: number;
            /** @description The sum of the parts. */
            parts: components["schemas"]["Amount"];
            /**
             * @description Why a line was paid out.
             * @enum {string}
             */
            reason: "at_once" | "confirmed" | "released" | "ruled" | "other";
            /** @description Of a promotion advance. */
            repayment: components["schemas"]["Amount"];
            sharer?: components["schemas"]["Account"] | null;
            /** @description To the product's stakers. */
            stake_share: components["schemas"]["Amount"];
            to_vendor: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description Units that were not refunded.
             */
            units: number;
            /** @description The vendor's payout address. */
            vendor: components["schemas"]["Account"];
        };
        /** @description A buyer's share of a product: sales through it pay cashback. In base units of PSC. */
        Share: components["schemas"]["Origin"] & {
            /** @description Most that the share can earn in all. */
            cap: components["schemas"]["Amount"];
            cashback_paid: components["schemas"]["Amount"];
            /** @description Earns now: the sharer's own line is paid out and not wholly refunded. */
            earning: boolean;
            /**
             * Format: int64
             * @example 1
             */
            id: number;
            /** Format: int32 */
            line: number;
            /**
             * Format: int64
             * @description The sharer's own line.
             */
            order: number;
            /** Format: int64 */
            product: number;
            /**
             * Format: int64
             * @description Number of settled lines that came through it.
             */
            sales: number;
            sharer: components["schemas"]["Account"];
            /** @description What the sharer spent on the product and was not refunded. */
            spent: components["schemas"]["Amount"];
        };
        /** @description What a share is worth. */
        SharePrice: {
            /** @description PSC units per unit of shares = assets / shares, exactly. */
            assets: components["schemas"]["Amount"];
            shares: components["schemas"]["Amount"];
            /** @description PSC units of a whole share (10^12 units), rounded down: convertToAssets(10^12). */
            whole_share: components["schemas"]["Amount"];
        };
        /** @description A key that signs receipts for a platform, of times in one window. In Unix seconds. */
        Signer: {
            signer: components["schemas"]["Account"];
            /**
             * Format: int64
             * @example 1780000000
             */
            since: number;
            /**
             * Format: int64
             * @description First second after it; absent if it was not revoked.
             */
            until?: number | null;
        };
        /** @description A state, and when it began. */
        Stage: {
            /**
             * Format: int32
             * @description 0: the first one, 1: the appeal's.
             */
            round: number;
            since: components["schemas"]["Time"];
            /**
             * @description Where a dispute stands.
             * @enum {string}
             */
            state: "funding" | "matching" | "commit" | "reveal" | "appeal" | "umpire" | "final";
        };
        /** @description A deposit, a withdrawal, or a step of a queued one. PSC in base units of 6 decimals, PSS of 18, shares of 12. */
        StakeChange: components["schemas"]["Origin"] & {
            assets?: components["schemas"]["Amount"] | null;
            /**
             * @description What happened to shares.
             * @enum {string}
             */
            kind: "deposit" | "withdrawal" | "request" | "fill" | "cancel";
            /** @description PSS units locked by a deposit, freed by a withdrawal or a fill; those that a request takes along, or its cancel brings back. */
            locked: components["schemas"]["Amount"];
            /** Format: int64 */
            product: number;
            /**
             * Format: int64
             * @description Number of the queued redemption; absent of deposits and withdrawals.
             */
            request?: number | null;
            shares: components["schemas"]["Amount"];
            shares_left?: components["schemas"]["Amount"] | null;
        };
        /**
         * @description A product's stake pool at the time of the answer's block: each figure is what the contract's own view says there. PSC in
         *     base units of 6 decimals, PSS of 18, shares of 12.
         */
        StakePool: components["schemas"]["Origin"] & {
            /**
             * Format: int64
             * @description The advance that is out or in default; absent when none is.
             */
            advance?: number | null;
            apr: components["schemas"]["Apr"];
            deposits: components["schemas"]["Deposits"];
            /** @description Can leave. */
            idle: components["schemas"]["Amount"];
            /** @description PSS units locked for the shares. */
            locked: components["schemas"]["Amount"];
            max_advance?: components["schemas"]["Amount"] | null;
            /**
             * Format: int64
             * @description Since when it has been worth the minimum (`terms.min_assets`), as far as any call looked, Unix seconds: it takes stake
             *     shares of sales from `terms.window_secs` later on. Absent while it is not.
             */
            minimum_since?: number | null;
            /** @description Of an advance that is not overdue. */
            outstanding: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @example 1
             */
            product: number;
            /**
             * Format: int64
             * @description Redemptions that wait; those taken back behind the first of them count until they are next.
             */
            queue_length: number;
            /** @description Shares in them. */
            queued_shares: components["schemas"]["Amount"];
            redemptions: components["schemas"]["Redemptions"];
            share_price: components["schemas"]["SharePrice"];
            /**
             * Format: int64
             * @description The product's store.
             */
            store: number;
            /** @description Put down by the store for an advance, and held here still: no part of the pool's worth. */
            store_deposit: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description When all of it will have, Unix seconds; absent when nothing streams.
             */
            stream_ends_at?: number | null;
            terms?: components["schemas"]["StakingTerms"] | null;
            /** @description What the pool is worth: idle + outstanding. */
            total_assets: components["schemas"]["Amount"];
            /** @description Queued ones included. */
            total_shares: components["schemas"]["Amount"];
            /** @description Profit that is not the shares' yet; becomes theirs second by second. */
            unstreamed: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description What part of the pool's worth is out in an advance, rounded down.
             */
            utilisation_bps: number;
        };
        /** @description What an account has staked, at the time of the answer's block: each figure is what the contract's own view says there. */
        Stakes: {
            address: components["schemas"]["Account"];
            /** @description PSC that could not be paid; claimed with claim() of the stake pools. */
            claimable: components["schemas"]["Amount"];
            /** @description PSS units locked for all of them. */
            locked: components["schemas"]["Amount"];
            positions: components["schemas"]["Position"][];
        };
        /** @description What the DAO set. */
        StakingTerms: {
            /**
             * Format: int32
             * @description What a store puts down of an advance.
             */
            deposit_bps: number;
            /** @description PSS units locked per whole PSC deposited, rounded up. */
            lock_ratio: components["schemas"]["Amount"];
            /** @description The minimum stake: PSC units that a pool must be worth, and have been for a window, to take stake shares. */
            min_assets: components["schemas"]["Amount"];
            /** @description Least worth of a queued redemption, unless it is the whole position. */
            min_request: components["schemas"]["Amount"];
            /**
             * Format: int32
             * @description Most of what lies idle that an advance may take.
             */
            utilisation_bps: number;
            /**
             * Format: int64
             * @description How long new profit streams.
             */
            window_secs: number;
        };
        /** @description A bond, and whether who put it down takes part. */
        Standing: {
            /** @description Takes part, and earns: gave no notice, and the bond is what it must be. */
            active: boolean;
            /** @description What is left of it, base units of PSC. */
            bond: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description From when on the bond can be taken back; absent while no notice was given.
             * @example 1790000000
             */
            leaves_at?: number | null;
            /** @description Taken of it over all time, by rulings. */
            slashed: components["schemas"]["Amount"];
        };
        /** @description What a platform reports of a period's sales that it settled itself. Amounts are base units of PSC. */
        Statement: components["schemas"]["Origin"] & {
            /**
             * Format: int64
             * @description Unix seconds; absent while it takes lines.
             */
            closed_at?: number | null;
            community_fee: components["schemas"]["Amount"];
            dispute?: components["schemas"]["Amount"] | null;
            experience_fee: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description First second of the period.
             * @example 1780000000
             */
            from: number;
            /** @description and the sums of them. */
            gross: components["schemas"]["Amount"];
            /** @description Of what stands at the URI. */
            hash: components["schemas"]["Hash"];
            /**
             * Format: int64
             * @example 1
             */
            id: number;
            /**
             * Format: int64
             * @description Number of its lines by now, one per product,
             */
            lines: number;
            /** Format: int64 */
            platform: number;
            receipts: components["schemas"]["Amount"];
            /**
             * @description Where a statement stands.
             * @enum {string}
             */
            state: "open" | "closed" | "disputed" | "refuted";
            /**
             * Format: int64
             * @description First second after it.
             * @example 1787776000
             */
            until: number;
            /** @description What else the platform says of it. */
            uri: string;
        };
        /** @description A dispute on a statement. */
        StatementDispute: components["schemas"]["Origin"] & {
            /** @description Who disputes it. */
            account: components["schemas"]["Account"];
            /** @description As the arbitration numbers it. */
            dispute: components["schemas"]["Amount"];
            evidence: string;
            given?: components["schemas"]["Amount"] | null;
            replaced?: components["schemas"]["Amount"] | null;
            ruling?: components["schemas"]["Amount"] | null;
            /** @description What is at stake, base units of PSC. */
            sum: components["schemas"]["Amount"];
        };
        /** @description A statement with the disputes on it, and a page of its lines. */
        StatementInFull: components["schemas"]["Statement"] & components["schemas"]["Page_StatementLine"] & {
            /** @description The first one first. */
            disputes: components["schemas"]["StatementDispute"][];
        };
        /** @description What is indexed, and how far behind the node's head. */
        Status: {
            /**
             * Format: int64
             * @example 412346
             */
            chain_id: number;
            contracts: components["schemas"]["ContractAddresses"];
            /**
             * @description `tags`: the node says what is safe and final. `depth`: it does not; counted by configured depth.
             * @example tags
             */
            finality_source: string;
            /** Format: int64 */
            finalized_block: number;
            /** @description Stretches whose logs were found not to be the chain's and are not put right yet, the latest 100; most often none. */
            gaps: components["schemas"]["Gap"][];
            /**
             * Format: int64
             * @description The node's latest block when last asked.
             */
            head_block: number;
            indexed?: components["schemas"]["IndexedBlock"] | null;
            /** @description Indexes that lists are read by and that are not built yet: until the history is in, lists are slow. */
            indexes_missing: number;
            /** Format: int64 */
            lag_blocks: number;
            replica?: components["schemas"]["Replica"] | null;
            /**
             * Format: int64
             * @description The scheduled re-scan has compared the final blocks before this one in its present round; absent before the first.
             */
            rescan_block?: number | null;
            /**
             * Format: int64
             * @description Reorganisations survived.
             */
            rewinds: number;
            /**
             * @description A node that anybody may ask about the chain itself, if the operator names one.
             * @example https://arb1.arbitrum.io/rpc
             */
            rpc_url?: string | null;
            /**
             * Format: int64
             * @description The last indexed block that is safe; `start_block - 1` before any.
             */
            safe_block: number;
            /**
             * Format: int64
             * @description First block that can carry logs of the contracts.
             */
            start_block: number;
            /**
             * Format: int64
             * @description When the follower last wrote what is shown here; Unix seconds. `head_block` is as of then.
             * @example 1790000000
             */
            updated_at: number;
            /**
             * @description Version of the indexer.
             * @example 0.1.0
             */
            version: string;
        };
        /** @description Something that became of a proposal. */
        Step: {
            /**
             * Format: int32
             * @description Of `call_applied`: which of the calls, from 0.
             */
            call?: number | null;
            /** @description Of `call_applied`: whether the governor made it in the timelock's name, after all others. */
            deferred?: boolean | null;
            origin?: components["schemas"]["Origin"] | null;
            /** @description Of `votes_counted`: whether there were a majority and a quorum. */
            passed?: boolean | null;
            /**
             * @description What happened.
             * @enum {string}
             */
            step: "created" | "voting_started" | "extended" | "votes_counted" | "queued" | "canceled" | "operation_cancelled" | "operation_scheduled_again" | "executed" | "call_applied";
            /**
             * Format: int64
             * @description Unix seconds.
             * @example 1790000000
             */
            time: number;
        };
        /** @description A store: sells its own products, and those of others that it lists. */
        Store: components["schemas"]["Origin"] & {
            /**
             * Format: int64
             * @example 1
             */
            id: number;
            /**
             * Format: int64
             * @description Number of products of others that it lists.
             */
            listings: number;
            /** @description Acts for the store. */
            owner: components["schemas"]["Account"];
            /** @description Is paid. */
            payout: components["schemas"]["Account"];
            pending_owner?: components["schemas"]["Account"] | null;
            /**
             * Format: int64
             * @description The platform that brings it its buyers; 0: none.
             */
            platform: number;
            /**
             * Format: int64
             * @description Number of products of its own.
             */
            products: number;
            /**
             * Format: int64
             * @description The co-creator set of its products without one of their own.
             */
            set: number;
            uri: string;
        };
        /** @description Votes cast, in PSS base units. */
        Tally: {
            abstain: components["schemas"]["Amount"];
            against: components["schemas"]["Amount"];
            for: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description Number of accounts that voted.
             */
            voters: number;
        };
        /** @description How a sale's gross is shared out. */
        Terms: {
            /**
             * Format: int32
             * @description Of the profit: to whoever shared the product.
             */
            cashback_bps: number;
            /**
             * Format: int64
             * @description The vendor's cause; 0: by the DAO's weights.
             */
            cause: number;
            /**
             * Format: int64
             * @description Return window in seconds; 0: settled at once.
             */
            hold_secs: number;
            /**
             * Format: int32
             * @description Of the price: what the vendor commits as profit.
             */
            profit_bps: number;
            /**
             * Format: int32
             * @description Of the profit: to the product's stakers.
             */
            stake_bps: number;
        };
        /**
         * Format: int64
         * @description A moment that a contract names, in Unix seconds: all of uint64.
         * @example 1790000000
         */
        Time: number;
        /** @description A grant or a revocation of a role. */
        TimelockRoleChange: components["schemas"]["Origin"] & {
            account: components["schemas"]["Account"];
            granted: boolean;
            /** @example proposer */
            role: string;
            /** @description Who granted or revoked it. */
            sender: components["schemas"]["Account"];
        };
        /** @description The DAO's timelock, which owns the other contracts and holds the treasury. */
        TimelockState: {
            address: components["schemas"]["Account"];
            governor?: components["schemas"]["Account"] | null;
            guardian?: components["schemas"]["Guardian"] | null;
            /** @description All changes of the guardian, newest first. */
            guardian_history: components["schemas"]["GuardianChange"][];
            /** @description All changes of it, newest first. */
            min_delay_history: components["schemas"]["SettingChange"][];
            min_delay_secs?: components["schemas"]["Amount"] | null;
            offering?: components["schemas"]["Account"] | null;
            /** @description All grants and revocations of roles, newest first. */
            role_history: components["schemas"]["TimelockRoleChange"][];
            /** @description Who holds which role now. */
            roles: components["schemas"]["RoleHolders"][];
        };
        /** @description A token and its supply. */
        TokenInfo: {
            address: components["schemas"]["Account"];
            /**
             * Format: int32
             * @example 6
             */
            decimals: number;
            /**
             * Format: int64
             * @description Accounts with a balance, as of the latest indexed block.
             */
            holders: number;
            /** @example ShareCash */
            name: string;
            /** @example PSC */
            symbol: string;
            /**
             * @description Which token.
             * @enum {string}
             */
            token: "psc" | "pss";
            total_supply: components["schemas"]["Amount"];
        };
        /** @description A transfer; a mint comes from the zero address, a burn goes to it. */
        Transfer: components["schemas"]["Origin"] & {
            amount: components["schemas"]["Amount"];
            from: components["schemas"]["Account"];
            to: components["schemas"]["Account"];
            /**
             * @description Which token.
             * @enum {string}
             */
            token: "psc" | "pss";
        };
        /** @description What the DAO has: the balances of its timelock. */
        Treasury: {
            /** @description The timelock. */
            address: components["schemas"]["Account"];
            /**
             * @description What it may have besides and is not told here, because it is not followed: ether, and other tokens, the reserve
             *     asset that fees are paid in among them.
             */
            left_out: string[];
            psc: components["schemas"]["PscAccount"];
            /** @description Its votes are delegated to itself and do not count. */
            pss: components["schemas"]["PssAccount"];
        };
        /** @description How far a product was what it claims to be, by the reports of one cycle. */
        Trust: components["schemas"]["Origin"] & {
            /** Format: int64 */
            cycle: number;
            quorum?: components["schemas"]["Amount"] | null;
            /**
             * Format: int64
             * @description Number of reports.
             */
            reports: number;
            /** @description All that was revealed on the product's reports of the cycle, power units. */
            revealed: components["schemas"]["Amount"];
            /**
             * Format: int32
             * @description 0 to 100: the least conformity up to which at least half of the weight of votes stands, of reports not struck. Absent
             *     while there is no such vote.
             */
            score?: number | null;
            /**
             * Format: int64
             * @description Of them, struck by a ruling.
             */
            struck: number;
            /** @description Of those votes, power units. */
            weight: components["schemas"]["Amount"];
            /** @description The reports that win, the best first; 0: it was struck. Empty without a quorum. */
            winners: number[];
        };
        /** @description PSS that an account bought. */
        Vesting: {
            /** @description What offering.release(account) unlocks; nothing before the claim. */
            claimable: components["schemas"]["Amount"];
            /** @description Of these, those that were unlocked. */
            released: components["schemas"]["Amount"];
            /** @description All of them. */
            total: components["schemas"]["Amount"];
            /** @description Of these, those that may be sent at the answer's block. */
            vested: components["schemas"]["Amount"];
        };
        /** @description When PSS that were bought can be sent. */
        VestingSchedule: {
            /**
             * Format: int64
             * @description None before; then in proportion to the time since the end of the window.
             * @example 1795184000
             */
            cliff: number;
            /**
             * Format: int64
             * @description All from then on.
             * @example 1808144000
             */
            end: number;
        };
        /** @description An account's votes as of the answer's block, and a page of how they changed. */
        VotingPower: components["schemas"]["Page_VoteChange"] & {
            /** @description PSS, 18 decimals; locked tokens included. */
            balance: components["schemas"]["Amount"];
            delegate?: components["schemas"]["Account"] | null;
            /** @description Cannot be transferred, but votes. */
            locked: components["schemas"]["Amount"];
            /** @description Delegated to this account, its own included if it delegated to itself. */
            votes: components["schemas"]["Amount"];
        };
        /** @description What was fixed by the first vote revealed on a cycle's reports. Power in units of 6 decimals. */
        VotingRules: {
            /** @description Most weight of one account. */
            cap: components["schemas"]["Amount"];
            /** @description Least weight by which a product has winners. */
            quorum: components["schemas"]["Amount"];
            /** @description All that was earned. */
            total: components["schemas"]["Amount"];
            /**
             * Format: int32
             * @description Of a vote that is confirmed: what the voter gains, of its power up to the cap.
             */
            vote_gain_bps: number;
        };
        /** @description Where the profit that goes by the DAO's weights stands. */
        WeightedCauses: {
            carry: components["schemas"]["Amount"];
            /** @description Earned per weight. */
            index: components["schemas"]["Amount"];
            /** @description Units that came while no approved cause had a weight. */
            waiting: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description The approved causes' weights together.
             */
            weight: number;
        };
    };
    responses: {
        /** @description `min_block` is not reached, or the cursor's block was reorganised away */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A parameter is unknown, malformed or out of its bounds */
        InvalidParameter: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no such thing, or not yet */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The answer took too long */
        Timeout: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description This client asks too often */
        TooManyRequests: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Nothing is indexed at this finality yet, or the database is away */
        Unavailable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    accounts_address: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
            };
            header?: never;
            path: {
                /** @description The account */
                address: components["schemas"]["Account"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["One_AccountState"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    accounts_address_commerce: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
            };
            header?: never;
            path: {
                /** @description The account */
                address: components["schemas"]["Account"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["One_Commerce"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    accounts_address_offering: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
            };
            header?: never;
            path: {
                /** @description The account */
                address: components["schemas"]["Account"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["One_OfferingPart"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    accounts_address_power: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path: {
                /** @description The account */
                address: components["schemas"]["Account"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Power"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    accounts_address_stakes: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
            };
            header?: never;
            path: {
                /** @description The account */
                address: components["schemas"]["Account"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["One_Stakes"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    accounts_address_stakes_history: {
        parameters: {
            query?: {
                /** @description In this product's pool. */
                product?: number;
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path: {
                /** @description The account */
                address: components["schemas"]["Account"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_StakeChange"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    accounts_address_votes: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path: {
                /** @description The account */
                address: components["schemas"]["Account"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VotingPower"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    advances_id: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
            };
            header?: never;
            path: {
                /** @description Number of the advance */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["One_Advance"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    advances_id_repayments: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path: {
                /** @description Number of the advance */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Repayment"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    attestations: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Attestation"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    causes: {
        parameters: {
            query?: {
                /** @description Whose account this is now. */
                account?: components["schemas"]["Account"];
                /** @description Approved ones, or others. */
                approved?: boolean;
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Cause"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    causes_id: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
            };
            header?: never;
            path: {
                /** @description Number of the cause */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["One_Cause"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    cycles: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Cycle"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    cycles_cycle: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
            };
            header?: never;
            path: {
                /** @description Number of the cycle, from 0 */
                cycle: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["One_Cycle"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    cycles_cycle_community: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path: {
                /** @description Number of the cycle, from 0 */
                cycle: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_CommunityPart"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    cycles_cycle_products: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path: {
                /** @description Number of the cycle, from 0 */
                cycle: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_CycleProduct"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    delegates: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Delegate"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    delegations: {
        parameters: {
            query?: {
                /** @description By this account. */
                delegator?: components["schemas"]["Account"];
                /** @description To this account. */
                to_delegate?: components["schemas"]["Account"];
                /** @description Away from this account. */
                from_delegate?: components["schemas"]["Account"];
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Delegation"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    disputes: {
        parameters: {
            query?: {
                /** @description Opened by this account. */
                party?: components["schemas"]["Account"];
                /** @description Against this account. */
                respondent?: components["schemas"]["Account"];
                /** @description About this product. */
                product?: number;
                /** @description Asked by this contract. */
                arbitrable?: components["schemas"]["Account"];
                /** @description In this state at the time of the answer's block. */
                state?: "funding" | "matching" | "commit" | "reveal" | "appeal" | "umpire" | "final";
                /** @description In which this account is a juror. */
                juror?: components["schemas"]["Account"];
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ArbitrationDispute"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    disputes_id: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
            };
            header?: never;
            path: {
                /** @description Number of the dispute */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["One_DisputeInFull"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    disputes_id_timeline: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path: {
                /** @description Number of the dispute */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_DisputeStep"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    disputes_id_votes: {
        parameters: {
            query?: {
                /** @description Of this account. */
                juror?: components["schemas"]["Account"];
                /** @description 0: of the first round, 1: of the appeal's. */
                round?: number;
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path: {
                /** @description Number of the dispute */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_JurorVote"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    enrolments: {
        parameters: {
            query?: {
                /** @description This one. */
                product?: number;
                /** @description Under this model. */
                model?: number;
                /** @description Under models of the expert of this number. */
                expert?: number;
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Enrolment"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    experience_fees: {
        parameters: {
            query?: {
                /** @description Of this cycle. */
                cycle?: number;
                /** @description Of this product's lines. */
                product?: number;
                /** @description Of which the platform of this number earns. */
                platform?: number;
                /** @description Of which the expert of this number earns. */
                expert?: number;
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_FeeAccrual"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    experience_reports: {
        parameters: {
            query?: {
                /** @description On this product. */
                product?: number;
                /** @description Filed in this cycle. */
                cycle?: number;
                /** @description By this account. */
                account?: components["schemas"]["Account"];
                /** @description By now. */
                state?: "open" | "disputed" | "struck" | "settled";
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ExperienceReport"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    experience_reports_id: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
            };
            header?: never;
            path: {
                /** @description Number of the report */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["One_ReportInFull"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    experience_votes: {
        parameters: {
            query?: {
                /** @description On reports of this cycle. */
                cycle?: number;
                /** @description On reports on this product. */
                product?: number;
                /** @description For this report. */
                report?: number;
                /** @description By this account. */
                account?: components["schemas"]["Account"];
                /** @description By now. */
                state?: "committed" | "revealed" | "confirmed" | "barred" | "forfeited";
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ExperienceVote"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    experts: {
        parameters: {
            query?: {
                /** @description Of this account. */
                account?: components["schemas"]["Account"];
                /** @description That take part now; or not. */
                active?: boolean;
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Expert"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    experts_id: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
            };
            header?: never;
            path: {
                /** @description Number of the expert */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["One_Expert"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    governor: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["One_GovernorState"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    groups: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["One_Groups"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    issuances: {
        parameters: {
            query?: {
                /** @description Of one kind. */
                kind?: "onchain" | "attested";
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Issuance"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    listings: {
        parameters: {
            query?: {
                /** @description By this store. */
                store?: number;
                /** @description Of this product. */
                product?: number;
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Listing"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    memberships: {
        parameters: {
            query?: {
                /** @description Of this platform. */
                platform?: number;
                kind?: "vendor" | "expert" | "account";
                /** @description Of the store or expert of this number, or of this account. */
                key?: string;
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Membership"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    models: {
        parameters: {
            query?: {
                /** @description Of the expert of this number. */
                expert?: number;
                state?: "open" | "withdrawn" | "struck";
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Model"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    models_id: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
            };
            header?: never;
            path: {
                /** @description Number of the model */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["One_ModelInFull"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    network_payments: {
        parameters: {
            query?: {
                /** @description To this account. */
                account?: components["schemas"]["Account"];
                /** @description Of this cycle's places and community. */
                cycle?: number;
                kind?: "expert" | "platform" | "place" | "community";
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_NetworkPayment"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    nominations: {
        parameters: {
            query?: {
                /** @description By this account. */
                nominator?: components["schemas"]["Account"];
                /** @description To this account. */
                participant?: components["schemas"]["Account"];
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Nomination"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    offering: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["One_OfferingState"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    offering_contributions: {
        parameters: {
            query?: {
                /** @description Of this account. */
                account?: components["schemas"]["Account"];
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Contribution"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    offers: {
        parameters: {
            query?: {
                /** @description For this product. */
                product?: number;
                /** @description For products of this store. */
                store?: number;
                /** @description Paid in this token. */
                token?: components["schemas"]["Account"];
                /** @description Open ones, or revoked ones. */
                open?: boolean;
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Offer"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    offers_id: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
            };
            header?: never;
            path: {
                /** @description Number of the offer */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["One_Offer"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    orders: {
        parameters: {
            query?: {
                /** @description Of this buyer. */
                buyer?: components["schemas"]["Account"];
                /** @description With a product of this store. */
                store?: number;
                /** @description With a product sold by this store, its own or another's. */
                via?: number;
                /** @description With this payment reference. */
                payment_reference?: components["schemas"]["Hash"];
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Order"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    orders_id: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
            };
            header?: never;
            path: {
                /** @description Number of the order */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["One_OrderInFull"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    platforms: {
        parameters: {
            query?: {
                /** @description Owned by this account now. */
                owner?: components["schemas"]["Account"];
                /** @description That take part now; or not. */
                active?: boolean;
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Platform"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    platforms_id: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
            };
            header?: never;
            path: {
                /** @description Number of the platform */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["One_Platform"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    platforms_id_membership_cycles: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path: {
                /** @description Number of the platform */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_MembershipCycle"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    pools: {
        parameters: {
            query?: {
                /** @description Of products of this store. */
                store?: number;
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_StakePool"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    pools_product: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
            };
            header?: never;
            path: {
                /** @description Number of the product */
                product: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["One_StakePool"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    pools_product_advances: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path: {
                /** @description Number of the product */
                product: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Advance"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    pools_product_history: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path: {
                /** @description Number of the product */
                product: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_PoolPoint"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    pools_product_queue: {
        parameters: {
            query?: {
                /** @description Those that wait, or those that are filled or taken back. */
                waiting?: boolean;
                /** @description Of this account. */
                account?: components["schemas"]["Account"];
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path: {
                /** @description Number of the product */
                product: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_QueuedRedemption"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    power: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["One_NetworkPower"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    products: {
        parameters: {
            query?: {
                /** @description With words that begin so, all of them, in title or body, or else in the URI. */
                q?: string;
                /** @description Of this store. */
                store?: number;
                /** @description That this store can sell: its own, and those it lists. */
                via?: number;
                /** @description Base units of PSC. */
                min_price?: components["schemas"]["Amount"];
                max_price?: components["schemas"]["Amount"];
                /** @description Active and in stock, and with `via` for sale there; or not. */
                available?: boolean;
                /** @description With an open offer that has units left; or without. */
                rewarded?: boolean;
                /** @description With an open offer in this token that has units left. */
                reward_token?: components["schemas"]["Account"];
                sort?: "id" | "price" | "reward";
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Product"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    products_id: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
            };
            header?: never;
            path: {
                /** @description Number of the product */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["One_ProductInFull"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    products_id_enrolments: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path: {
                /** @description Number of the product */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_EnrolmentChange"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    products_id_listings: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path: {
                /** @description Number of the product */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Listing"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    products_id_trust: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path: {
                /** @description Number of the product */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Trust"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    proposals: {
        parameters: {
            query?: {
                /** @description By this account. */
                proposer?: components["schemas"]["Account"];
                /** @description In this state at the time of the answer's block. */
                state?: "pending" | "active" | "canceled" | "defeated" | "succeeded" | "queued" | "expired" | "executed";
                /** @description On which this account voted. */
                voter?: components["schemas"]["Account"];
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Proposal"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    proposals_id: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
            };
            header?: never;
            path: {
                /** @description The governor's id of the proposal, decimal */
                id: components["schemas"]["Amount"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["One_ProposalInFull"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    proposals_id_votes: {
        parameters: {
            query?: {
                /** @description Of this account. */
                voter?: components["schemas"]["Account"];
                /** @description Cast so. */
                support?: "against" | "for" | "abstain";
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path: {
                /** @description The governor's id of the proposal, decimal */
                id: components["schemas"]["Amount"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Ballot"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    purchases: {
        parameters: {
            query?: {
                /** @description By this account. */
                buyer?: components["schemas"]["Account"];
                /** @description Of this product. */
                product?: number;
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Purchase"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    receipt_challenges: {
        parameters: {
            query?: {
                /** @description Of this platform's receipts. */
                platform?: number;
                /** @description At the time of the answer's block. */
                state?: "open" | "unanswered" | "answered" | "slashed";
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ReceiptChallenge"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    redemptions: {
        parameters: {
            query?: {
                /** @description Of one kind. */
                kind?: "onchain" | "offchain";
                /** @description By what became of them. */
                status?: "open" | "settled" | "cancelled";
                /** @description Of this holder. */
                holder?: components["schemas"]["Account"];
                /** @description To be paid by this issuer. */
                issuer?: components["schemas"]["Account"];
                /** @description The off-chain request of this number. */
                id?: number;
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Redemption"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    reserve: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["One_Reserve"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    reserve_reports: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Report"];
                    "text/csv": string;
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    reserve_reports_csv: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    reserve_reports_latest: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["One_ReportInChain"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    reserve_reports_id: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
            };
            header?: never;
            path: {
                /** @description The report's id */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["One_ReportInChain"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    resolve: {
        parameters: {
            query: {
                /**
                 * @description `<origin>/p/<product>`, with `?via=<store>` and `&share=<share>` or without.
                 * @example https://shop.example/p/1?via=2&share=1
                 */
                link: string;
                /** @description The store that would list the product. */
                store?: number;
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["One_Resolved"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    rewards: {
        parameters: {
            query?: {
                /** @description Paid to this account. */
                to?: components["schemas"]["Account"];
                /** @description From this offer. */
                offer?: number;
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Reward"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    settlements: {
        parameters: {
            query?: {
                /** @description That paid this vendor's address. */
                vendor?: components["schemas"]["Account"];
                /** @description That paid cashback to this account. */
                sharer?: components["schemas"]["Account"];
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Settlement"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    shares: {
        parameters: {
            query?: {
                /** @description Of this account. */
                sharer?: components["schemas"]["Account"];
                /** @description Of this product. */
                product?: number;
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Share"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    shares_id: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
            };
            header?: never;
            path: {
                /** @description Number of the share */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["One_Share"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    statements: {
        parameters: {
            query?: {
                /** @description Of this platform. */
                platform?: number;
                /** @description By now. */
                state?: "open" | "closed" | "disputed" | "refuted";
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Statement"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    statements_id: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path: {
                /** @description Number of the statement */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatementInFull"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    status: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    stores: {
        parameters: {
            query?: {
                /** @description Owned by this account now. */
                owner?: components["schemas"]["Account"];
                /** @description Of this platform. */
                platform?: number;
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Store"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    stores_id: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
            };
            header?: never;
            path: {
                /** @description Number of the store */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["One_Store"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    stream: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the last event seen */
                "last-event-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example event: block
                     *     id: 1234-1d2e...
                     *     data: {"block":1234,"block_hash":"0x1d2e...","time":1790000000,"logs":2}
                     */
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    timelock: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["One_TimelockState"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    timelock_operations: {
        parameters: {
            query?: {
                /** @description Of this id. */
                id?: components["schemas"]["Hash"];
                /** @description In this state at the time of the answer's block. */
                state?: "waiting" | "ready" | "done" | "cancelled";
                /** @description With a call to this contract or account. */
                target?: components["schemas"]["Account"];
                /** @description Of this proposal. */
                proposal?: components["schemas"]["Amount"];
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Operation"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    tokens: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_TokenInfo"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    transfers: {
        parameters: {
            query?: {
                /** @description Of one token. */
                token?: "psc" | "pss";
                /** @description Sent or received by this account. */
                account?: components["schemas"]["Account"];
                /** @description Sent by this account. */
                from?: components["schemas"]["Account"];
                /** @description Received by this account. */
                to?: components["schemas"]["Account"];
                /** @description From this block on. */
                from_block?: number;
                /** @description Up to and including this block. */
                to_block?: number;
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
                /** @description Most items on the page. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description In which order of the chain. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Transfer"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
    treasury: {
        parameters: {
            query?: {
                /** @description How final the answer has to be. */
                finality?: "latest" | "safe" | "finalized";
                /**
                 * @description Wait briefly until this block is part of the answer; 409 when it is not reached.
                 * @example 1
                 */
                min_block?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["One_Treasury"];
                };
            };
            400: components["responses"]["InvalidParameter"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["Timeout"];
        };
    };
}
