@NullMarked
package io.giftledger.recharge;

import org.jspecify.annotations.NullMarked;
