/** A story with real numbers, played through the API and printed for a person to read. */
@NullMarked
package io.giftledger.local.demo;

import org.jspecify.annotations.NullMarked;
