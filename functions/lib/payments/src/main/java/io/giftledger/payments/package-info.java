/**
 * Who takes viewers' money and who pays creators: what the functions ask of payment and payout
 * providers, and which of them serves what. A provider is a bean in a package or module of its own.
 */
@NullMarked
package io.giftledger.payments;

import org.jspecify.annotations.NullMarked;
