/**
 * Reads SAM and CloudFormation templates: what they say, with every expression worked out, and what
 * is wrong with them. For development and tests; nothing here is ever deployed.
 */
@NullMarked
package io.giftledger.template;

import org.jspecify.annotations.NullMarked;
