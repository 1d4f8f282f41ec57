package io.giftledger.bench.requesthandler;

import io.micronaut.serde.annotation.Serdeable;

/** What a viewer is answered. */
@Serdeable
record GiftReply(String status, long coins) {}
