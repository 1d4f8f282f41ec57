@NullMarked
package io.giftledger.emulator.live;

import org.jspecify.annotations.NullMarked;
