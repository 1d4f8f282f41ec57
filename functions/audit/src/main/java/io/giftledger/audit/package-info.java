/** Verifies every chain of the table, and keeps signed digests of it that show later tampering. */
@NullMarked
package io.giftledger.audit;

import org.jspecify.annotations.NullMarked;
