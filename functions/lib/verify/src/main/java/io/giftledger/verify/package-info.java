/**
 * What it means that a table is whole: every chain walked and verified, all postings added up, and
 * the table held against a signed digest of how it once stood. Reads through ports; no AWS.
 */
@NullMarked
package io.giftledger.verify;

import org.jspecify.annotations.NullMarked;
