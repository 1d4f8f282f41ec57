// The README's story, played by the client that openapi-generator made of openapi.yaml.
//
//   node out/story.js http://localhost:3000 <alice's token> <luna's token>
import { CoinsApi, Configuration, EarningsApi, GiftsApi, ResponseError, WalletApi } from "./client";

declare const process: { argv: string[]; exitCode: number };

const [url, alice, luna] = process.argv.slice(2);

function as(token: string): Configuration {
  return new Configuration({ basePath: url, accessToken: token });
}

function same<T>(expected: T, found: T): void {
  const [one, other] = [JSON.stringify(expected), JSON.stringify(found)];
  if (one !== other) throw new Error(`${other} in place of ${one}`);
}

async function until(done: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (await done()) return;
    await new Promise((later) => setTimeout(later, 100));
  }
  throw new Error(`in vain: ${done}`);
}

async function story(): Promise<void> {
  const coins = new CoinsApi(as(alice));
  const gifts = new GiftsApi(as(alice));
  const earnings = new EarningsApi(as(luna));

  const opened = await coins.createRecharge({
    idempotencyKey: crypto.randomUUID(),
    rechargeRequest: { _package: "coins-1000", paymentMethod: "sandbox_card" },
  });
  same("awaiting_payment", opened.status);
  await until(async () => (await coins.getRecharge({ id: opened.id })).status === "paid");
  const wallets = new WalletApi(as(alice));
  const wallet = await wallets.getWallet();
  same("recharged", (await wallets.listWalletEntries({})).entries[0]?.kind);

  const giftRequest = { creator: "luna", gift: "panda", quantity: 1, liveStream: "luna-live-1", coins: 5 };
  const idempotencyKey = crypto.randomUUID();
  const sent = await gifts.sendGift({ idempotencyKey, giftRequest });
  same(sent, await gifts.sendGift({ idempotencyKey, giftRequest }));
  same(wallet.coins - 5, sent.walletCoins);
  try {
    await gifts.sendGift({ idempotencyKey: crypto.randomUUID(), giftRequest: { ...giftRequest, coins: 4 } });
    throw new Error("sent at another price than was shown");
  } catch (refused) {
    if (!(refused instanceof ResponseError)) throw refused;
    same(409, refused.response.status);
    same("price_changed", (await refused.response.json()).code);
  }

  await until(async () => (await gifts.getGift({ id: sent.id })).conversion !== undefined);
  const conversion = (await gifts.getGift({ id: sent.id })).conversion;
  const batch = await earnings.getConversion({ id: conversion as string });
  same("2.5", batch.gifts.find((gift) => gift.id === sent.id)?.earned);
}

story().then(
  () => console.log("the story is played"),
  (failed) => {
    console.error(failed);
    process.exitCode = 1;
  },
);
