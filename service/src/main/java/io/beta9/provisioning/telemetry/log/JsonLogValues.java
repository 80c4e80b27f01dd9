package io.beta9.provisioning.telemetry.log;

import io.beta9.provisioning.format.PrintableText;
import org.springframework.boot.json.JsonWriter;
import org.springframework.boot.logging.structured.StructuredLoggingJsonMembersCustomizer;

/**
 * Escapes the characters of values in the JSON format that JSON permits but that change what a
 * terminal shows, for example those that change the direction of text. Line breaks remain: JSON
 * itself escapes them.
 */
public final class JsonLogValues implements StructuredLoggingJsonMembersCustomizer<Object> {
  @Override
  public void customize(JsonWriter.Members<Object> members) {
    members.applyingValueProcessor(
        JsonWriter.ValueProcessor.of(String.class, PrintableText::ofLines));
  }
}
