package io.beta9.provisioning.cli.client;

import io.beta9.provisioning.apimodel.environment.EventView;
import io.beta9.provisioning.apimodel.environment.LogLineView;
import java.util.function.ToLongFunction;

/**
 * The numbered items of an environment: its events or its log lines.
 *
 * @param suffix the path below the environment
 * @param number returns the number of an item
 */
public record Timeline<T>(String suffix, Class<T> type, ToLongFunction<T> number) {
  public static final Timeline<EventView> EVENTS =
      new Timeline<>("/events", EventView.class, EventView::id);

  public static final Timeline<LogLineView> LOGS =
      new Timeline<>("/logs", LogLineView.class, LogLineView::id);
}
