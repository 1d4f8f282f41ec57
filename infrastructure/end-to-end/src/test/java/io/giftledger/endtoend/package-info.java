@NullMarked
package io.giftledger.endtoend;

import org.jspecify.annotations.NullMarked;
