@NullMarked
package io.giftledger.sandbox;

import org.jspecify.annotations.NullMarked;
