/** What the platform tells about its creators. */
@NullMarked
package io.giftledger.economy.creator;

import org.jspecify.annotations.NullMarked;
