package io.beta9.provisioning.report;

import io.beta9.provisioning.apimodel.report.CapacityReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The runbook's rules for the weekly look at capacity. */
final class CapacityRules {
  private static final double SLOW_SECONDS = 30 * 60;
  private static final double LONG_WAIT_SECONDS = 5 * 60;
  private static final double GOOD_RATE = 0.95;
  private static final double SLOWER = 1.25;
  private static final long WEEKLY_GROWTH_BYTES = 5L << 30;
  private static final double BUSY_REQUESTS_PER_MINUTE = 600;

  private CapacityRules() {}

  /** What to do, each in a sentence; that nothing has to be done is one too. */
  static List<String> recommend(List<CapacityReport.Week> weeks) {
    List<String> advice = new ArrayList<>();
    if (weeks.isEmpty() || weeks.getLast().succeeded() + weeks.getLast().failed() == 0) {
      return List.of("Nothing has ended in this time: there is nothing to go by.");
    }
    CapacityReport.Week last = weeks.getLast();
    if (last.highestBacklog() > WorkerScaling.BACKLOG
        || last.p95WaitSeconds() > LONG_WAIT_SECONDS) {
      advice.add(
          say(
              "Add workers: the backlog reached %d and one in twenty operations waited %.0f s or"
                  + " longer to begin.",
              last.highestBacklog(), last.p95WaitSeconds()));
    }
    if (last.successRate() < GOOD_RATE) {
      advice.add(
          say(
              "Look into failures: %.0f %% of the operations succeeded; './provisioner report"
                  + " failures --since 7d' groups the rest.",
              last.successRate() * 100));
    }
    if (last.p95SecondsToReady() > SLOW_SECONDS) {
      advice.add(
          say(
              "Look at what takes long: one in twenty environments took %.0f minutes or longer.",
              last.p95SecondsToReady() / 60));
    }
    if (weeks.size() > 1) {
      CapacityReport.Week before = weeks.get(weeks.size() - 2);
      if (before.averageSecondsToReady() > 0
          && last.averageSecondsToReady() > SLOWER * before.averageSecondsToReady()) {
        advice.add(
            say(
                "Provisioning became slower: %.0f s on average, %.0f s the week before.",
                last.averageSecondsToReady(), before.averageSecondsToReady()));
      }
    }
    if (last.databaseGrowthBytes() > WEEKLY_GROWTH_BYTES) {
      advice.add(
          say(
              "The database grew by %d MB in a week: lower LOGS_RETENTION, or give it room.",
              last.databaseGrowthBytes() >> 20));
    }
    if (last.requestsPerMinute() > BUSY_REQUESTS_PER_MINUTE) {
      advice.add(
          say(
              "The API answers %.0f requests a minute: add an API replica, or set"
                  + " DATABASE_READ_URL.",
              last.requestsPerMinute()));
    }
    if (advice.isEmpty()) {
      advice.add(
          last.highestBacklog() == 0 && last.p95WaitSeconds() < 1
              ? "Nothing waited all week: one worker less may do, as long as two are left."
              : "Nothing has to be done.");
    }
    return advice;
  }

  private static String say(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }
}
