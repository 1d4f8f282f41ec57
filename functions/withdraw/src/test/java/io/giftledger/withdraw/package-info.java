@NullMarked
package io.giftledger.withdraw;

import org.jspecify.annotations.NullMarked;
