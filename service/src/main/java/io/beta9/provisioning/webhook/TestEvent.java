package io.beta9.provisioning.webhook;

import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * An event that a tenant requests in order to test its receiver.
 *
 * @param body the CloudEvent
 */
public record TestEvent(String messageId, String body) {
  public static final String TYPE = "io.beta9.provisioning.webhook.test";
  private static final int ID_BYTES = 16;

  /** Creates a test event for a webhook. */
  public static TestEvent create(Webhook webhook, Instant now, RandomGenerator random) {
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    String id = "msg_" + HexFormat.of().formatHex(bytes);
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("specversion", "1.0");
    event.put("id", id);
    event.put("source", "/api/v1/webhooks");
    event.put("subject", webhook.id().value());
    event.put("type", TYPE);
    event.put("time", now.toString());
    event.put("datacontenttype", "application/json");
    event.put(
        "data", Map.of("webhook_id", webhook.id().value(), "tenant", webhook.tenant().value()));
    return new TestEvent(id, JsonMapper.shared().writeValueAsString(event));
  }
}
