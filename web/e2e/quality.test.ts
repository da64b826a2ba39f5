// The quality network, each act by whom it takes: experts, platforms and enrolment; a report, votes on it, a dispute over it, its jurors.

import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ALICE, carryOut, FRIEND, JURORS, launch, open, pageOf, STRANGER, VENDOR, type Browser } from "./browser";
import { addressOf, call, pass, time, until, view } from "./chain";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const LAMP = 4;
type Page = Awaited<ReturnType<typeof pageOf>>;

test("an expert and a platform register, a model is published, and a product enrolled under it", async () => {
  const stranger = addressOf(STRANGER);
  await call(VENDOR, "psc", "transfer", stranger, 1_200_000_000n);
  const page = await pageOf(browser, STRANGER);
  await open(page, "/quality");
  await page.getByLabel("As an expert: where it says who you are").fill("https://expert.example");
  await page.getByRole("button", { name: "Register as an expert" }).click();
  await carryOut(page);
  const expert = await view<bigint>("quality", "expertNumber", stranger);
  expect((await view<{ account: string; bond: bigint; active: boolean }>("quality", "expert", expert)).bond).toBe(100_000_000n);
  await page.getByLabel("As a platform: where it is").fill("https://platform-two.example");
  await page.getByRole("button", { name: "Register a platform" }).click();
  await carryOut(page);
  const platform = page.getByRole("region", { name: /^Platform / });
  await platform.getByText("active").waitFor();
  await platform.getByLabel("Add to the bond, PSC").fill("50");
  await platform.getByRole("button", { name: "Top up" }).click();
  await carryOut(page);
  const number = BigInt(((await platform.getAttribute("aria-label")) ?? "").replace("Platform ", ""));
  expect((await view<{ owner: string; bond: bigint }>("quality", "platform", number)).bond).toBe(1_050_000_000n);

  await page.getByText("Publish a model", { exact: true }).first().click();
  await page.getByLabel(/^Its text/).fill("How linen is measured: threads per inch, and shrinkage.");
  await page.getByLabel("Where the text is").fill("https://expert.example/linen");
  await page.getByRole("button", { name: "Another dimension" }).click();
  const fill = async (index: number, values: [weight: string, lower: string, upper: string, tolerance: string]): Promise<void> => {
    const group = page.getByRole("group", { name: `Dimension ${index}` });
    for (const [at, label] of ["Weight, %", "Least value", "Greatest value", "Tolerance"].entries()) await group.getByLabel(label).fill(values[at] ?? "");
  };
  await fill(1, ["70", "0", "200", "20"]);
  await fill(2, ["20", "0", "100", "5"]);
  expect(await page.getByRole("button", { name: "Publish the model" }).isDisabled()).toBe(true);
  await fill(2, ["30", "0", "100", "5"]);
  await page.getByRole("button", { name: "Publish the model" }).click();
  await carryOut(page);
  await page.getByText("https://expert.example/linen").waitFor();
  const heading = (await page.getByRole("listitem").filter({ hasText: "https://expert.example/linen" }).getByRole("heading").textContent()) ?? "";
  const model = Number(/^Model (\d+)/.exec(heading)?.[1]);
  const version = await view<{ weights: bigint[]; upper: bigint[] }>("quality", "modelVersion", model, 1);
  expect([[...version.weights], [...version.upper]]).toEqual([[7_000n, 3_000n], [200n, 100n]]);

  const vendor = await pageOf(browser, VENDOR);
  await open(vendor, "/quality/1");
  await vendor.getByRole("combobox", { name: /^Model/ }).selectOption(String(model));
  await vendor.getByLabel(/^Claim 1/).fill("120");
  await vendor.getByLabel(/^Claim 2/).fill("3");
  await vendor.getByRole("button", { name: "Enrol it" }).click();
  await carryOut(vendor);
  expect((await view<{ model: bigint; feeBps: bigint }>("quality", "enrolment", 1)).feeBps).toBe(1_000n);
  await vendor.getByLabel(/^Claim 2/).fill("4");
  await vendor.getByRole("button", { name: "Change the claims" }).click();
  await carryOut(vendor);
  expect([...(await view<bigint[]>("quality", "claims", 1))]).toEqual([120n, 4n]);
  await vendor.getByRole("button", { name: "Leave the network" }).click();
  await carryOut(vendor);
  expect((await view<{ model: bigint }>("quality", "enrolment", 1)).model).toBe(0n);
  await page.getByRole("region", { name: /^Expert / }).getByRole("button", { name: "Give notice" }).click();
  await carryOut(page);
  expect((await view<{ active: boolean }>("quality", "expert", expert)).active).toBe(false);
});

/** Opens the dispute's page as somebody. */
async function before(person: number, dispute: bigint): Promise<Page> {
  const page = await pageOf(browser, person);
  await open(page, `/quality/disputes/${dispute}`);
  return page;
}

test("a report is filed, voted on, disputed, judged and struck", { timeout: 240_000 }, async () => {
  const [start, length] = (await view<[bigint, bigint]>("cycles", "clock")).map(Number) as [number, number];
  // A cycle of one's own: one reports on a product once in each.
  const cycle = Math.floor(((await time()) - start) / length) + 1;
  await until(start + cycle * length + 10);
  const quarter = (index: number): Promise<void> => until(start + (cycle + 1) * length + (index * length) / 4 + 5);

  const friend = await pageOf(browser, FRIEND);
  await open(friend, `/p/${LAMP}?via=3`);
  await friend.getByRole("button", { name: "Add to cart" }).click();
  await friend.getByRole("link", { name: "Go and pay" }).click();
  await friend.getByRole("button", { name: /^Pay / }).click();
  await carryOut(friend);
  const order = await view<bigint>("checkout", "orderCount");
  await open(friend, `/quality/${LAMP}`);
  await friend.getByLabel(/^Dimension 1/).fill("100");
  await friend.getByLabel(/^Dimension 2/).fill("900");
  await friend.getByLabel("Where your evidence is").fill("ipfs://my-notes");
  await friend.getByRole("button", { name: "File the report" }).click();
  await carryOut(friend);
  const reports = ((await (await fetch(`${new URL(friend.url()).origin}/v1/experience-reports?product=${LAMP}&limit=1`)).json()) as { items: { id: number; order: number }[] }).items;
  const report = reports[0]?.id ?? 0;
  expect(BigInt(reports[0]?.order ?? 0)).toBe(order);
  expect((await view<{ account: string }>("experience", "report", report)).account).toBe(addressOf(FRIEND));

  await quarter(0);
  const voter = await pageOf(browser, JURORS[0]);
  await open(voter, `/quality/${LAMP}`);
  const own = voter.getByRole("region", { name: `Report ${report}` });
  await own.getByRole("button", { name: "Vote for this report, sealed" }).click();
  await carryOut(voter);
  await own.getByText("is kept in this browser").waitFor();
  await quarter(1);
  await own.getByRole("button", { name: "Open your vote" }).click();
  await carryOut(voter);
  expect((await view<{ weight: bigint }>("experience", "report", report)).weight).toBeGreaterThan(0n);

  await quarter(2);
  const alice = await pageOf(browser, ALICE);
  await open(alice, `/quality/${LAMP}`);
  const disputed = alice.getByRole("region", { name: `Report ${report}` });
  await disputed.getByText("Dispute it").click();
  await disputed.getByLabel("Why, or where it is said").fill("Nobody measured this");
  await disputed.getByRole("button", { name: "Dispute the report" }).click();
  await carryOut(alice);
  const dispute = await view<bigint>("arbitration", "disputeCount");
  await open(alice, "/quality");
  await alice.getByRole("link", { name: `Dispute ${dispute}`, exact: true }).click();
  // The bond came with it.
  expect((await view<{ state: bigint }>("arbitration", "dispute", dispute)).state).toBe(2n);
  await alice.getByLabel("What you have to say, or where it is said").fill("See the photographs");
  await alice.getByRole("button", { name: "Submit evidence" }).click();
  await carryOut(alice);
  await alice.getByRole("listitem").filter({ hasText: "See the photographs" }).waitFor();
  const author = await before(FRIEND, dispute);
  await author.getByRole("button", { name: "Match the bond" }).click();
  await carryOut(author);
  // Parties judge nothing.
  expect(await author.getByRole("button", { name: "For who disputes it" }).count()).toBe(0);

  const jurors: Page[] = [];
  for (const index of JURORS) {
    const page = await before(index, dispute);
    await page.getByRole("button", { name: "For who disputes it" }).click();
    await carryOut(page);
    await page.getByText("is kept in this browser").waitFor();
    jurors.push(page);
  }
  // The last one changes her mind, and back: only what the chain has last can be opened.
  const last = jurors[2] as Page;
  await last.getByRole("button", { name: "For the other side instead" }).click();
  await carryOut(last);
  await last.getByRole("button", { name: "For who disputes it instead" }).click();
  await carryOut(last);
  const [file] = await Promise.all([last.waitForEvent("download"), last.getByRole("button", { name: "Save it as a file" }).click()]);
  const saved = await readFile(await file.path(), "utf8");
  expect(JSON.parse(saved)).toMatchObject({ kind: "judgement", dispute: Number(dispute), round: 0, choice: 1, account: addressOf(JURORS[2]) });

  const { deadline } = await view<{ deadline: bigint }>("arbitration", "dispute", dispute);
  await until(Number(deadline) + 1);
  // Another browser has only the file.
  const kept = await last.evaluate(() => localStorage.getItem("productshare.secrets"));
  for (const [index, page] of jurors.entries()) {
    if (index === 2) {
      await page.evaluate(() => localStorage.removeItem("productshare.secrets"));
      await open(page, `/quality/disputes/${dispute}`);
      const choose = page.getByLabel(/Choose the file that you saved/);
      await choose.setInputFiles({ name: "other.json", mimeType: "application/json", buffer: Buffer.from('{"kind":"judgement"}') });
      await page.getByText("This is no file of a sealed vote.").waitFor();
      await choose.setInputFiles({ name: "judgement.json", mimeType: "application/json", buffer: Buffer.from(saved) });
    }
    await page.getByRole("button", { name: "Open your vote" }).click();
    await carryOut(page);
    const vote = await view<{ kind: bigint; choice: bigint; weight: bigint }>("arbitration", "voteOf", dispute, 0, addressOf(JURORS[index] ?? 0));
    expect(vote.choice).toBe(1n);
    expect(vote.weight).toBeGreaterThan(0n);
  }
  expect(kept).toContain("judgement");

  // The time to open votes, then that to appeal.
  for (let turns = 0; turns < 2; turns += 1) await until(Number((await view<{ deadline: bigint }>("arbitration", "dispute", dispute)).deadline) + 1);
  await alice.getByRole("button", { name: "Carry the ruling out" }).click();
  await carryOut(alice);
  const decided = await view<{ ruling: bigint; executed: boolean }>("arbitration", "dispute", dispute);
  expect([decided.ruling, decided.executed]).toEqual([1n, true]);
  const juror = await view<bigint>("psc", "balanceOf", addressOf(JURORS[0]));
  await alice.getByRole("row", { name: /For who disputes it/ }).filter({ hasText: addressOf(JURORS[0]).slice(-4) }).getByRole("button", { name: "Settle" }).click();
  await carryOut(alice);
  expect(await view<bigint>("psc", "balanceOf", addressOf(JURORS[0]))).toBeGreaterThan(juror);
  await open(alice, `/quality/${LAMP}`);
  await alice.getByRole("region", { name: `Report ${report}` }).getByText("struck").waitFor();
  await pass(1);
});
