@NullMarked
package io.giftledger.emulator;

import org.jspecify.annotations.NullMarked;
