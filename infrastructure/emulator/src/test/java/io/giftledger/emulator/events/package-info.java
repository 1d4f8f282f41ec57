@NullMarked
package io.giftledger.emulator.events;

import org.jspecify.annotations.NullMarked;
