package io.beta9.provisioning.console.chart;

import static io.beta9.provisioning.console.html.Tags.div;
import static io.beta9.provisioning.console.html.Tags.p;
import static io.beta9.provisioning.console.html.Tags.span;

import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.report.OperationOutcomes.OutcomeDay;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The failed operations of each day by failure class: the most frequent classes, and the rest. */
public final class FailureClassChart {
  private static final int CLASSES = 5;
  private static final String OTHER = "other";

  private FailureClassChart() {}

  /** Returns the classes that have failures, the most frequent first. */
  public static List<String> classes(List<OutcomeDay> days) {
    Map<String, Integer> numbers = new TreeMap<>();
    days.forEach(day -> day.failed().forEach((name, n) -> numbers.merge(name, n, Integer::sum)));
    return numbers.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Returns the chart with its legend. */
  public static Html of(List<OutcomeDay> days) {
    List<String> classes = classes(days);
    if (classes.isEmpty()) {
      return p("muted", "no failure in " + days.size() + " days");
    }
    List<String> shown = new ArrayList<>(classes.subList(0, Math.min(CLASSES, classes.size())));
    if (classes.size() > CLASSES) {
      shown.remove(OTHER);
      shown.add(OTHER);
    }
    Element legend = Element.of("ul").css("legend legend-row");
    for (String name : shown) {
      int number = days.stream().mapToInt(day -> number(day, name, shown)).sum();
      legend =
          legend.add(
              Element.of("li")
                  .add(
                      span("dot fill-" + tone(name, shown), ""),
                      span("", name),
                      Element.of("strong").text(String.valueOf(number))));
    }
    return div(
        "chart-with-legend",
        BarChart.of(
            "Failures per day by class",
            days.stream().map(day -> new BarChart.Bar(label(day), slices(day, shown))).toList()),
        legend);
  }

  private static List<ChartSlice> slices(OutcomeDay day, List<String> shown) {
    return shown.stream()
        .map(name -> new ChartSlice(name, number(day, name, shown), tone(name, shown)))
        .toList();
  }

  private static String label(OutcomeDay day) {
    return day.day()
        + ": "
        + (day.failed().isEmpty()
            ? "no failure"
            : new TreeMap<>(day.failed())
                .entrySet().stream()
                    .map(each -> each.getValue() + " " + each.getKey())
                    .collect(Collectors.joining(", ")));
  }

  private static int number(OutcomeDay day, String name, List<String> shown) {
    return name.equals(OTHER)
        ? day.failures()
            - shown.stream()
                .filter(each -> !each.equals(OTHER))
                .mapToInt(each -> day.failed().getOrDefault(each, 0))
                .sum()
        : day.failed().getOrDefault(name, 0);
  }

  private static String tone(String name, List<String> shown) {
    int place = shown.indexOf(name);
    return place < CLASSES ? "class-" + (place + 1) : "none";
  }
}
