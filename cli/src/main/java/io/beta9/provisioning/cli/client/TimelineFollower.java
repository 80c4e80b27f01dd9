package io.beta9.provisioning.cli.client;

import io.beta9.provisioning.apimodel.ExitCode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the items of a timeline in order as they are created: from a stream while one is open, in
 * pages otherwise. A stream that ends or cannot be opened (a proxy that does not support streams,
 * too many streams of the key) is opened again after some pages. While a stream is silent, a page
 * is read from time to time, because a proxy may hold its contents back. Not thread-safe.
 */
public final class TimelineFollower<T> implements AutoCloseable {
  private static final Duration POLL_INTERVAL = Duration.ofMillis(500);
  private static final int PAUSES_BEFORE_NEXT_STREAM = 20;
  private static final int SILENT_WAITS_BEFORE_PAGE = 20;

  private final ApiClient api;
  private final Sleeper sleeper;
  private final String environmentId;
  private final Timeline<T> timeline;
  private final Duration interval;
  private long last;
  private @Nullable OpenStream<T> stream;
  private int pausesBeforeStream;
  private int silentWaits;

  /**
   * @param after number of the last item that is not wanted; 0 for all
   */
  public TimelineFollower(
      ApiClient api, Sleeper sleeper, String environmentId, Timeline<T> timeline, long after) {
    this(api, sleeper, environmentId, timeline, after, POLL_INTERVAL);
  }

  /**
   * @param after number of the last item that is not wanted; 0 for all
   * @param interval the pause between two pages, and the longest wait for an item of a stream
   */
  public TimelineFollower(
      ApiClient api,
      Sleeper sleeper,
      String environmentId,
      Timeline<T> timeline,
      long after,
      Duration interval) {
    this.api = api;
    this.sleeper = sleeper;
    this.environmentId = environmentId;
    this.timeline = timeline;
    this.interval = interval;
    this.last = after;
  }

  private record OpenStream<T>(ServerSentItems items, StreamBuffer<ApiReply<T>> buffer) {}

  /** Passes the items that have arrived since the previous call. */
  public void readArrived(Consumer<ApiReply<T>> consumer) {
    if (stream == null) {
      readAll(consumer);
      return;
    }
    long before = last;
    takeFrom(stream, consumer);
    silentWaits = last > before ? 0 : silentWaits + 1;
    if (silentWaits == SILENT_WAITS_BEFORE_PAGE) {
      silentWaits = 0;
      readAll(consumer);
      if (last > before) {
        close();
      }
    }
  }

  /** Passes all items that exist, also those that the stream has not delivered yet. */
  public void readAll(Consumer<ApiReply<T>> consumer) {
    if (stream != null) {
      takeFrom(stream, consumer);
    }
    long before;
    do {
      before = last;
      api.page(environmentId, timeline, last).forEach(item -> pass(item, consumer));
    } while (last > before);
  }

  /** Returns when an item has arrived, or after the interval. */
  public void await() {
    if (stream == null && pausesBeforeStream == 0) {
      open();
      pausesBeforeStream = PAUSES_BEFORE_NEXT_STREAM;
    }
    if (stream == null) {
      pausesBeforeStream--;
      sleeper.sleep(interval);
      return;
    }
    try {
      stream.buffer().await(interval);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(ExitCode.FAILED, "interrupted");
    }
  }

  private void open() {
    Optional<ServerSentItems> opened = api.stream(environmentId, timeline, last);
    if (opened.isPresent()) {
      OpenStream<T> next = new OpenStream<>(opened.get(), new StreamBuffer<>());
      stream = next;
      Thread.ofVirtual().name("stream").start(() -> receive(next));
    }
  }

  private void receive(OpenStream<T> source) {
    try {
      for (var item = source.items().next(); item.isPresent(); item = source.items().next()) {
        source.buffer().add(api.reply(item.get(), timeline.type()));
      }
    } catch (IOException | CommandException e) {
      // Pages are read until another stream is open; they report what is wrong.
    } finally {
      source.buffer().end();
    }
  }

  private void takeFrom(OpenStream<T> source, Consumer<ApiReply<T>> consumer) {
    source.buffer().take().forEach(item -> pass(item, consumer));
    if (!source.buffer().isOpen()) {
      close();
    }
  }

  private void pass(ApiReply<T> item, Consumer<ApiReply<T>> consumer) {
    long number = timeline.number().applyAsLong(item.value());
    if (number > last) {
      last = number;
      consumer.accept(item);
    }
  }

  @Override
  public void close() {
    if (stream != null) {
      try {
        stream.items().close();
      } catch (IOException e) {
        // The stream is no longer read.
      }
      stream = null;
    }
  }
}
