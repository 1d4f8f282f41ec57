/** The one table, in DynamoDB; and what of it is kept in memory. */
@NullMarked
package io.giftledger.dynamodb;

import org.jspecify.annotations.NullMarked;
