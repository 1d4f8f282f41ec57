/**
 * Who gave how much to whom: what is folded from the creators' chains, in order, and may be folded
 * again at any time. Nothing here is value.
 */
@NullMarked
package io.giftledger.economy.recognition;

import org.jspecify.annotations.NullMarked;
