/** Figures as tables, as JSON and as the page of results. */
@NullMarked
package io.giftledger.bench.report;

import org.jspecify.annotations.NullMarked;
