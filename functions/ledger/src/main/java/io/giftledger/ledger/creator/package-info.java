/** What the platform tells about its creators. */
@NullMarked
package io.giftledger.ledger.creator;

import org.jspecify.annotations.NullMarked;
