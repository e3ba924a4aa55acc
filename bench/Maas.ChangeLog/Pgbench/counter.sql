-- What the registry writes for a model, one transaction a model. The log's counter is taken last, so that its row is locked for as
-- short as can be while revisions still come in the order of commits.
\set a random(0, 4611686018427387903)
\set b random(0, 4611686018427387903)
BEGIN;
INSERT INTO models (
  id, name_key, tenant_id, owner_id, name, name_folded, version, framework, status, is_public, etag, created_at, updated_at, deleted_at, size,
  checksum, docker_image, storage_path, tags, metadata, description)
VALUES (
  (lpad(to_hex(:a::bigint), 16, '0') || lpad(to_hex(:b::bigint), 16, '0'))::uuid, (lpad(to_hex(:b::bigint), 16, '0') || lpad(to_hex(:a::bigint), 16, '0'))::uuid,
  'acme', 'team-vision',
  'bench-' || :a::bigint || '-' || :b::bigint, 'bench-' || :a::bigint || '-' || :b::bigint, '2.4.1', 'pytorch', 'pending', false,
  lpad(to_hex(:a::bigint), 16, '0') || lpad(to_hex(:b::bigint), 16, '0'), now(), now(), NULL, 102400000,
  'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', '', 'models/vision/resnet50/2.4.1',
  ARRAY['vision', 'production'], '{"accuracy":"0.931","dataset":"imagenet-1k"}',
  'Classifies product photographs into the shop''s catalogue of categories.');
UPDATE change_log SET newest = newest + 1 RETURNING newest AS revision \gset
INSERT INTO changes (revision, time, tenant_id, actor, request_id, idempotency_id, kind, prior, model_id, model)
VALUES (
  :revision, now(), 'acme', 'trusted', '', '', 'created', NULL, (lpad(to_hex(:a::bigint), 16, '0') || lpad(to_hex(:b::bigint), 16, '0'))::uuid,
  '{"id":"01980000-0000-7000-8000-000000000000","tenant_id":"acme","owner_id":"team-vision","name":"bench-0123456789-0123456789","version":"2.4.1","framework":"pytorch","status":"pending","description":"Classifies product photographs into the shop''s catalogue of categories.","size":102400000,"checksum":"sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","storage_path":"models/vision/resnet50/2.4.1","tags":["vision","production"],"metadata":{"accuracy":"0.931","dataset":"imagenet-1k"},"etag":"01980000000070008000000000000000","created_at":"2026-01-02T03:04:05.678901+00:00","updated_at":"2026-01-02T03:04:05.678901+00:00"}');
END;
