/** Tests of how calls are held against roles. */
@NullMarked
package io.giftledger.emulator.iam;

import org.jspecify.annotations.NullMarked;
