/** The daily audit: verifies the whole table, a segment at a time, and signs a digest of it. */
@NullMarked
package io.giftledger.audit;

import org.jspecify.annotations.NullMarked;
