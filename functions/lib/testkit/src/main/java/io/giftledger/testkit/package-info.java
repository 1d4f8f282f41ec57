/**
 * What the tests of the functions share: builders of records, accounts on the embedded table, a
 * client of HTTP functions and a source of queue messages.
 */
@NullMarked
package io.giftledger.testkit;

import org.jspecify.annotations.NullMarked;
