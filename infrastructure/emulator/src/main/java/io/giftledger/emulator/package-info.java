/**
 * The template's table and queues on servers inside this process, for development and tests.
 * Nothing here is ever deployed.
 */
@NullMarked
package io.giftledger.emulator;

import org.jspecify.annotations.NullMarked;
