package io.beta9.provisioning.app;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;

/**
 * A recurring job of which one execution runs in the whole cluster at a time.
 *
 * @param name the key of the job in the table of the scheduler
 * @param interval the time between the end of an execution and the start of the next
 */
record ClusterJob(String name, Duration interval, Runnable work) {
  RecurringTask<Void> task() {
    return Tasks.recurring(name, FixedDelay.of(interval))
        .execute((instance, context) -> work.run());
  }
}
