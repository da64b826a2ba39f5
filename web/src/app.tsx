// The shell: header, pages by address, footer. Each part of the market is loaded when it is first visited.

import { ErrorBoundary, lazy, LocationProvider, Route, Router, useLocation } from "preact-iso";
import { live, status, statusError, tip } from "./api/live";
import { units } from "./market/cart";
import { Browse } from "./market/browse";
import { Page } from "./ui/page";
import { TransactionDialog } from "./ui/transaction";
import { WalletButton } from "./ui/wallet";

const ROOMS: [href: string, label: string][] = [
  ["/", "Market"],
  ["/earn", "Earn"],
  ["/govern", "Govern"],
  ["/quality", "Quality"],
  ["/audit", "Audit"],
];
const IN_MARKET = /^\/($|p\/|cart|orders|stores|list|relay)/;

const Product = lazy(() => import("./market/product"));
const Cart = lazy(() => import("./market/cart-page"));
const Orders = lazy(() => import("./market/orders"));
const Order = lazy(() => import("./market/order"));
const Stores = lazy(() => import("./market/stores"));
const Store = lazy(() => import("./market/store"));
const ListLink = lazy(() => import("./market/list-link"));
const Relay = lazy(() => import("./market/relay"));
const Earn = lazy(() => import("./earn/earn"));
const Pool = lazy(() => import("./earn/pool"));
const Govern = lazy(() => import("./govern/govern"));
const Proposal = lazy(() => import("./govern/proposal"));
const Quality = lazy(() => import("./quality/quality"));
const Trust = lazy(() => import("./quality/product"));
const Dispute = lazy(() => import("./quality/dispute"));
const Audit = lazy(() => import("./audit/audit"));

export function App() {
  return (
    <LocationProvider>
      <a class="skip" href="#content">
        Skip to content
      </a>
      <Header />
      <main id="content">
        {statusError.value && !status.value && (
          <p class="notice" role="alert">
            {statusError.value.message}
          </p>
        )}
        <ErrorBoundary>
          <Router onRouteChange={() => window.scrollTo(0, 0)}>
            <Route path="/" component={Browse} />
            <Route path="/p/:id" component={Product} />
            <Route path="/cart" component={Cart} />
            <Route path="/orders" component={Orders} />
            <Route path="/orders/:id" component={Order} />
            <Route path="/stores" component={Stores} />
            <Route path="/stores/:id" component={Store} />
            <Route path="/list" component={ListLink} />
            <Route path="/relay" component={Relay} />
            <Route path="/earn" component={Earn} />
            <Route path="/earn/pools/:id" component={Pool} />
            <Route path="/govern" component={Govern} />
            <Route path="/govern/:id" component={Proposal} />
            <Route path="/quality" component={Quality} />
            <Route path="/quality/:id" component={Trust} />
            <Route path="/quality/disputes/:id" component={Dispute} />
            <Route path="/audit" component={Audit} />
            <Route default component={Nowhere} />
          </Router>
        </ErrorBoundary>
      </main>
      <Footer />
      <TransactionDialog />
    </LocationProvider>
  );
}

function Header() {
  const { path } = useLocation();
  const at = (href: string): boolean => (href === "/" ? IN_MARKET.test(path) : path.startsWith(href));
  return (
    <div class="top">
      <header class="bar">
        <a class="brand" href="/">
          ProductShare
        </a>
        <nav class="nav" aria-label="Main">
          {ROOMS.map(([href, label]) => (
            <a key={href} href={href} aria-current={at(href) ? "page" : undefined}>
              {label}
            </a>
          ))}
        </nav>
        <div class="tools">
          <a href="/cart" aria-label={`Cart, ${units.value} items`}>
            Cart{units.value > 0 && ` (${units.value})`}
          </a>
          <WalletButton />
        </div>
      </header>
    </div>
  );
}

function Footer() {
  return (
    <footer class="foot">
      <span>
        <span class={live.value ? "dot on" : "dot"} />
        {tip.value ? `Block ${tip.value.block}` : "No block yet"} {status.value && `of chain ${status.value.chain_id}`}
        {live.value ? ", live" : ", connecting"}
      </span>
      <span>
        Everything here comes from the <a href="/docs">public API</a> and the chain. <a href="/audit">Check it</a>.
      </span>
    </footer>
  );
}

function Nowhere() {
  return (
    <Page title="Nothing here">
      <p>
        No page has this address. <a href="/">To the market</a>
      </p>
    </Page>
  );
}
