package io.beta9.provisioning.console.chart;

/**
 * A part of a chart.
 *
 * @param tone the name of its colour: good, bad, busy, waiting or none
 */
public record ChartSlice(String label, double value, String tone) {}
