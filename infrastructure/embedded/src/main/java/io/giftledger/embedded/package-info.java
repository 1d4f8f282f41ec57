/**
 * The template's table and queues on servers inside this process, for development and tests.
 * Nothing here is ever deployed.
 */
@NullMarked
package io.giftledger.embedded;

import org.jspecify.annotations.NullMarked;
