/**
 * The parts of AWS that the template asks for, on servers inside this process: tables, queues,
 * buckets and keys. For development and tests; nothing here is ever deployed.
 */
@NullMarked
package io.giftledger.emulator;

import org.jspecify.annotations.NullMarked;
