/** send-gift as the AWS samples write a Micronaut function. */
@NullMarked
package io.giftledger.bench.requesthandler;

import org.jspecify.annotations.NullMarked;
