/**
 * The one DynamoDB table: items, conditional writes and what became of them. The only package that
 * speaks to AWS.
 */
@NullMarked
package io.giftledger.ledger.table;

import org.jspecify.annotations.NullMarked;
