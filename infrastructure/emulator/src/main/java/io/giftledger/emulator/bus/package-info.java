/** Amazon EventBridge, as far as it is played here: a bus that events are put on. */
@NullMarked
package io.giftledger.emulator.bus;

import org.jspecify.annotations.NullMarked;
