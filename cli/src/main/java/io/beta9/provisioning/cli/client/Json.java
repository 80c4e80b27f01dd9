package io.beta9.provisioning.cli.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.ToNumberPolicy;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import io.beta9.provisioning.format.PrintableText;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * JSON of the API as records. Gson rather than Jackson: a command reads one or two small documents,
 * and Jackson's start-up would take longer than everything else.
 */
public final class Json {
  private static final Gson GSON =
      new GsonBuilder()
          .setFieldNamingStrategy(Json::name)
          .setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE)
          .registerTypeAdapter(Instant.class, new InstantAdapter().nullSafe())
          .disableHtmlEscaping()
          .create();

  private Json() {}

  /**
   * Parses a document.
   *
   * @return empty if the bytes are not JSON
   */
  public static Optional<JsonElement> parse(byte[] bytes) {
    try {
      return Optional.of(JsonParser.parseString(new String(bytes, StandardCharsets.UTF_8)));
    } catch (JsonParseException e) {
      return Optional.empty();
    }
  }

  /**
   * Converts a document to a record. Its texts are safe to print, see {@link PrintableText}.
   *
   * @throws JsonParseException if it has another structure
   */
  public static <T> T read(JsonElement json, Type type) {
    return readOwn(printable(json), type);
  }

  /**
   * Converts a document of this program to a record, with its texts as they are.
   *
   * @throws JsonParseException if it has another structure
   */
  public static <T> T readOwn(JsonElement json, Type type) {
    T value = GSON.fromJson(json, type);
    if (value == null) {
      throw new JsonParseException("expected a value, not null");
    }
    return value;
  }

  /** Converts a record to a document, without fields that are null. */
  public static JsonElement toTree(Object value) {
    return GSON.toJsonTree(value);
  }

  /** Returns the document indented, including fields that are null. */
  public static String pretty(JsonElement json) {
    return PrintableText.ofLines(
        GSON.newBuilder().setPrettyPrinting().serializeNulls().create().toJson(json));
  }

  /** Returns the document on one line. */
  public static String compact(JsonElement json) {
    return PrintableText.ofLines(GSON.newBuilder().serializeNulls().create().toJson(json));
  }

  /** Returns an object with the items as its only field, like a page of the API. */
  public static JsonObject items(List<JsonElement> elements) {
    JsonArray items = new JsonArray();
    elements.forEach(items::add);
    JsonObject page = new JsonObject();
    page.add("items", items);
    return page;
  }

  private static String name(Field field) {
    JsonProperty annotation = field.getAnnotation(JsonProperty.class);
    return annotation != null
        ? annotation.value()
        : FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES.translateName(field);
  }

  /** Returns the document with {@link PrintableText} in place of each text and name. */
  private static JsonElement printable(JsonElement json) {
    if (json.isJsonObject()) {
      JsonObject copy = new JsonObject();
      json.getAsJsonObject()
          .asMap()
          .forEach((name, value) -> copy.add(PrintableText.of(name), printable(value)));
      return copy;
    }
    if (json.isJsonArray()) {
      JsonArray copy = new JsonArray();
      json.getAsJsonArray().forEach(value -> copy.add(printable(value)));
      return copy;
    }
    return json.isJsonPrimitive() && json.getAsJsonPrimitive().isString()
        ? new JsonPrimitive(PrintableText.of(json.getAsString()))
        : json;
  }

  private static final class InstantAdapter extends TypeAdapter<Instant> {
    @Override
    public void write(JsonWriter out, Instant value) throws IOException {
      out.value(value.toString());
    }

    @Override
    public @Nullable Instant read(JsonReader in) throws IOException {
      String text = in.nextString();
      try {
        return Instant.parse(text);
      } catch (DateTimeException e) {
        throw new JsonParseException("'" + text + "' is not a timestamp", e);
      }
    }
  }
}
