/** Gifts of the table's stream appear in their rooms. */
@NullMarked
package io.giftledger.screen;

import org.jspecify.annotations.NullMarked;
