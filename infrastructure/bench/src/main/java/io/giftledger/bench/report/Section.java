package io.giftledger.bench.report;

import java.util.List;

/**
 * What one benchmark found.
 *
 * @param name the benchmark's name
 */
public record Section(String name, List<Table> tables, List<Target> targets, List<Plot> plots) {}
