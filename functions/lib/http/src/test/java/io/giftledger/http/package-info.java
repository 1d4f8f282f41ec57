@NullMarked
package io.giftledger.http;

import org.jspecify.annotations.NullMarked;
