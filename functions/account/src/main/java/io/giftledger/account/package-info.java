/** Everything that is read: prices, wallet, earnings, statements, single records. */
@NullMarked
package io.giftledger.account;

import org.jspecify.annotations.NullMarked;
