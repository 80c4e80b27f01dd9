package io.beta9.provisioning.webhook;

import io.beta9.provisioning.network.AddressPolicy;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;

/**
 * Polls for due deliveries and sends each in a thread of its own. Runs in every API process; a
 * claim decides which of them sends a delivery. A process that dies after the receiver has accepted
 * sends the delivery again: each is delivered at least once, with the same id.
 */
public final class WebhookDispatcher implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WebhookDispatcher.class);
  private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
  private static final int POLLS_BETWEEN_CLEANUPS = 60;

  /** Longer than an attempt can take, with the lookup of its host. */
  private static final Duration LEASE = Duration.ofMinutes(2);

  private final DeliveryClaimRepository claims;
  private final DeliveryAttempt attempt;
  private final @Nullable PinnedAddressSender ownSender;

  /** Kept here, because the registry refers to it weakly. */
  @SuppressWarnings("UnusedVariable")
  private final @Nullable UndeliveredGauges gauges;

  private final InFlightDeliveries inFlight = new InFlightDeliveries();
  private final Semaphore finished = new Semaphore(0);

  /** Platform threads: a lookup of a host can block the thread that carries a virtual one. */
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(
          Thread.ofPlatform().daemon().name("webhook-", 0).factory());

  private volatile @Nullable Thread poller;
  private volatile boolean running;
  private boolean available = true;

  /**
   * @param addresses the addresses that deliveries may be sent to
   * @param tls decides which certificates of receivers are trusted
   */
  public WebhookDispatcher(
      JdbcClient jdbc,
      SecretCipher cipher,
      AddressPolicy addresses,
      SSLSocketFactory tls,
      Clock clock,
      RandomGenerator random,
      MeterRegistry meters) {
    this.claims = new DeliveryClaimRepository(jdbc, cipher);
    this.ownSender = new PinnedAddressSender(addresses, tls, PinnedAddressSender.Limits.STANDARD);
    this.attempt =
        new DeliveryAttempt(
            claims, ownSender, addresses, new WebhookMetrics(meters), clock, random);
    this.gauges = new UndeliveredGauges(claims, meters);
  }

  WebhookDispatcher(DeliveryClaimRepository claims, DeliveryAttempt attempt) {
    this.claims = claims;
    this.attempt = attempt;
    this.ownSender = null;
    this.gauges = null;
  }

  /** Starts polling. */
  public void start() {
    running = true;
    poller = Thread.ofPlatform().daemon().name("webhook-poller").start(this::poll);
  }

  private void poll() {
    for (long polls = 0; running; polls++) {
      try {
        if (polls % POLLS_BETWEEN_CLEANUPS == 0) {
          claims.giveUpDisabled();
        }
        dispatch();
        available = true;
      } catch (DataAccessException | TransactionException e) {
        if (available) {
          log.warn("Webhooks are delivered when the database is available: {}", e.getMessage());
        }
        available = false;
      }
      try {
        // The end of a delivery makes room for the next one to the same webhook.
        if (finished.tryAcquire(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
          finished.drainPermits();
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Claims what is due and starts to send it; returns the number of deliveries started. */
  int dispatch() {
    int started = 0;
    for (DueDelivery due : claims.due(inFlight.webhooks(), InFlightDeliveries.MAX_TOTAL)) {
      if (inFlight.tryAdd(due)) {
        try {
          threads.execute(() -> deliver(due));
          started++;
        } catch (RuntimeException e) {
          // Stopped, or no thread can be created: the delivery remains due.
          inFlight.remove(due);
          throw e;
        }
      }
    }
    return started;
  }

  private void deliver(DueDelivery due) {
    try {
      claims.claim(due.id(), LEASE).ifPresent(attempt::execute);
    } catch (DataAccessException | TransactionException e) {
      log.warn("Delivery {} is repeated after its lease: {}", due.id(), e.getMessage());
    } finally {
      inFlight.remove(due);
      finished.release();
    }
  }

  /** Stops polling, and waits a little for deliveries that are being sent. */
  @Override
  public void close() {
    running = false;
    Thread thread = poller;
    threads.shutdown();
    try {
      if (thread != null) {
        thread.interrupt();
        thread.join(STOP_TIMEOUT);
      }
      if (!threads.awaitTermination(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        log.info("Deliveries that are being sent are repeated after their lease");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (ownSender != null) {
      ownSender.close();
    }
  }
}
