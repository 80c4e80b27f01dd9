package io.beta9.provisioning.app.webhook;

import io.beta9.provisioning.webhook.WebhookDispatcher;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/** Delivers webhooks from the migration of the schema until the process stops. */
final class WebhookDeliveryLifecycle implements SmartLifecycle {
  /** The schema is migrated in the phase before. */
  private static final int PHASE = WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE + 2;

  private final WebhookDispatcher dispatcher;
  private volatile boolean running;

  WebhookDeliveryLifecycle(WebhookDispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  @Override
  public void start() {
    dispatcher.start();
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    dispatcher.close();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
