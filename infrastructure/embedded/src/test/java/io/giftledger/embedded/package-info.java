@NullMarked
package io.giftledger.embedded;

import org.jspecify.annotations.NullMarked;
