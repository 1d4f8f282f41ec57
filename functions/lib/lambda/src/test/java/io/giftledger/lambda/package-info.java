@org.jspecify.annotations.NullMarked
package io.giftledger.lambda;
