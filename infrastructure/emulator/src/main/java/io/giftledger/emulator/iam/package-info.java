/** Holds every call of a function against the role that the template gives it, as IAM would. */
@NullMarked
package io.giftledger.emulator.iam;

import org.jspecify.annotations.NullMarked;
