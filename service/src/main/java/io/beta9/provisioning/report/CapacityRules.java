package io.beta9.provisioning.report;

import io.beta9.provisioning.apimodel.report.CapacityReport;
import io.beta9.provisioning.format.DurationFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The runbook's rules for the weekly capacity review. */
final class CapacityRules {
  private static final double SLOW_SECONDS = 30 * 60;
  private static final double LONG_WAIT_SECONDS = 5 * 60;
  private static final double GOOD_RATE = 0.95;
  private static final double SLOWER = 1.25;
  private static final long WEEKLY_GROWTH_BYTES = 5L << 30;
  private static final double BUSY_REQUESTS_PER_MINUTE = 600;

  private CapacityRules() {}

  /**
   * Returns recommendations as sentences, at least one. Removing a worker is recommended only after
   * two weeks without waiting, and never below the minimum.
   *
   * @param weeks oldest first
   * @param workers the number of workers that claim operations
   */
  static List<String> recommend(List<CapacityReport.Week> weeks, int workers) {
    List<String> advice = new ArrayList<>();
    if (weeks.isEmpty() || weeks.getLast().succeeded() + weeks.getLast().failed() == 0) {
      return List.of(
          "No operation completed in this period: there is no basis for a recommendation.");
    }
    CapacityReport.Week last = weeks.getLast();
    if (last.highestBacklog() > WorkerScaling.BACKLOG
        || last.p95WaitSeconds() > LONG_WAIT_SECONDS) {
      advice.add(
          format(
              "Add workers: the backlog reached %d and 5 %% of the operations waited %s or"
                  + " longer to start.",
              last.highestBacklog(),
              DurationFormat.words(Duration.ofSeconds(Math.round(last.p95WaitSeconds())))));
    }
    if (last.successRate() < GOOD_RATE) {
      advice.add(
          format(
              "Investigate failures: %.0f %% of the operations succeeded; './provisioner report"
                  + " failures --since 7d' groups the others.",
              last.successRate() * 100));
    }
    if (last.p95SecondsToReady() > SLOW_SECONDS) {
      advice.add(
          format(
              "Investigate slow steps: 5 %% of the environments took %.0f minutes or longer.",
              last.p95SecondsToReady() / 60));
    }
    if (weeks.size() > 1) {
      CapacityReport.Week before = weeks.get(weeks.size() - 2);
      if (before.averageSecondsToReady() > 0
          && last.averageSecondsToReady() > SLOWER * before.averageSecondsToReady()) {
        advice.add(
            format(
                "Provisioning has become slower: %.0f s on average, %.0f s the week before.",
                last.averageSecondsToReady(), before.averageSecondsToReady()));
      }
    }
    if (last.databaseGrowthBytes() > WEEKLY_GROWTH_BYTES) {
      advice.add(
          format(
              "The database grew by %d MB in a week: lower LOGS_RETENTION, or enlarge it.",
              last.databaseGrowthBytes() >> 20));
    }
    if (last.requestsPerMinute() > BUSY_REQUESTS_PER_MINUTE) {
      advice.add(
          format(
              "The API handles %.0f requests per minute: add an API replica, or set"
                  + " DATABASE_READ_URL.",
              last.requestsPerMinute()));
    }
    if (advice.isEmpty()) {
      advice.add(
          workers > WorkerScaling.MIN_WORKERS
                  && weeks.size() > 1
                  && weeks.subList(weeks.size() - 2, weeks.size()).stream()
                      .allMatch(week -> week.highestBacklog() == 0 && week.p95WaitSeconds() < 1)
              ? "No operation had to wait: one worker fewer may suffice, with a minimum of two."
              : "No action needed.");
    }
    return advice;
  }

  private static String format(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }
}
