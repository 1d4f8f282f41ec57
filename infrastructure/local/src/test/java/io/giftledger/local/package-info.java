@NullMarked
package io.giftledger.local;

import org.jspecify.annotations.NullMarked;
