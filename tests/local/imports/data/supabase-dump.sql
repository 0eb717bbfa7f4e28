--
-- PostgreSQL database dump
--
SET statement_timeout = 0;
COPY auth.audit_log_entries (id, payload) FROM stdin;
1	{}
\.

COPY auth.users (instance_id, id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data, is_super_admin, created_at, updated_at, phone, phone_confirmed_at, confirmed_at, banned_until, is_sso_user, deleted_at, is_anonymous) FROM stdin;
0	11111111-2222-4333-8444-555555555555	authenticated	authenticated	ada@example.com	$2b$05$HbJSZkOuyW5M.3CmZ8fPvOD/tXaAOSpKjuP1WFudAMk4AyQyb3qoG	2023-01-02 03:04:05.123456+00	{"provider": "email", "providers": ["email"]}	{"full_name": "Ada \\"The\\" Lovelace"}	\N	2023-01-02 03:04:05.123456+00	2023-06-02 03:04:05+00	\N	\N	2023-01-02 03:04:05.123456+00	\N	f	\N	f
0	11111111-2222-4333-8444-555555555556	authenticated	authenticated	\N	\N	\N	{}	{}	\N	2023-01-03 03:04:05+00	\N	\N	\N	\N	\N	f	\N	t
\.

SELECT pg_catalog.setval('auth.x', 1, true);
