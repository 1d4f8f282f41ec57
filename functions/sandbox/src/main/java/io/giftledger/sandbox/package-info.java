/** The sandbox payment provider's other half: it tells what became of payments. */
@NullMarked
package io.giftledger.sandbox;

import org.jspecify.annotations.NullMarked;
